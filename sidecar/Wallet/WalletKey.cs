using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Secp256k1;

namespace FvmCompute.Sidecar.Wallet;

/// <summary>A secp256k1 key of the node. The secret never leaves this object but into its key file.</summary>
public sealed class WalletKey
{
    public const int SecretBytes = 32;

    /// <summary>r ‖ s ‖ v.</summary>
    public const int SignatureBytes = 65;

    private readonly byte[] _secret;

    public WalletKey(string name, ReadOnlySpan<byte> secret)
    {
        Name = name;
        _secret = secret.ToArray();
        byte[] publicKey = new byte[65];
        Secp256k1.PublicKey(_secret, publicKey);
        Address = Address.FromSecp256k1Key(publicKey);
    }

    /// <summary>What the key is for: <c>client</c>, <c>provider</c>.</summary>
    public string Name { get; }

    public Address Address { get; }

    /// <summary>Signs as Filecoin does: secp256k1 over the BLAKE2b-256 of the bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> bytes)
    {
        byte[] signature = new byte[SignatureBytes];
        Secp256k1.Sign(Blake2b.Hash256(bytes), _secret, signature);
        return signature;
    }

    public SignedMessage Sign(Message message) => SignedMessage.Sign(message, _secret);
}
