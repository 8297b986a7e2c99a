namespace FvmCompute.Filecoin.Addresses;

/// <summary>Decides only the first letter of address text; the bytes are the same.</summary>
public enum Network
{
    Mainnet,
    Testnet,
}
