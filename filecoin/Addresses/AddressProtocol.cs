namespace FvmCompute.Filecoin.Addresses;

/// <summary>The first byte of an address, and the digit after the network letter of its text.</summary>
public enum AddressProtocol : byte
{
    Id = 0,
    Secp256k1 = 1,
    Actor = 2,
    Bls = 3,
    Delegated = 4,
}
