using System.Text;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Secp256k1;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>A key whose secret is the hash of a name, and the account it controls.</summary>
internal sealed class Account
{
    private readonly byte[] _secret;

    public Account(string name, ulong id)
    {
        (Name, Id) = (name, id);
        _secret = Blake2b.Hash256(Encoding.UTF8.GetBytes(name));
        byte[] key = new byte[Secp256k1.PublicKeyBytes];
        Secp256k1.PublicKey(_secret, key);
        Address = Address.FromSecp256k1Key(key);
    }

    public string Name { get; }

    public ulong Id { get; }

    public Address Address { get; }

    public SignedMessage Sign(Message message) => SignedMessage.Sign(message, _secret);

    /// <summary>r ‖ s ‖ v over the BLAKE2b-256 of the message.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[Secp256k1.SignatureBytes];
        Secp256k1.Sign(Blake2b.Hash256(message), _secret, signature);
        return signature;
    }
}
