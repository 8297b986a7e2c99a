namespace FvmCompute.Filecoin.Signatures;

/// <summary>The first byte of signature bytes on the chain.</summary>
public enum SignatureType : byte
{
    Secp256k1 = 1,
    Bls = 2,

    /// <summary>An Ethereum signature of a delegated (<c>f410</c>) sender.</summary>
    Delegated = 3,
}
