using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Secp256k1;

namespace FvmCompute.Filecoin.Signatures;

/// <summary>
/// Signatures of protocol 1 addresses: over BLAKE2b-256 of the bytes, recoverable, so that the address alone is enough to check them (go-crypto; ref-fvm
/// <c>shared/src/crypto/signature.rs</c>).
/// </summary>
public static class Secp256k1Signer
{
    private const int DigestLength = 32;
    private const int PublicKeyLength = 65;

    /// <summary>The address of a secret key; constant time.</summary>
    public static Address AddressOf(ReadOnlySpan<byte> secret)
    {
        Span<byte> key = stackalloc byte[PublicKeyLength];
        Secp256k1.PublicKey(secret, key);
        return Address.FromSecp256k1Key(key);
    }

    /// <summary>Signs with the nonce of RFC 6979 and a low s; constant time.</summary>
    /// <param name="bytes">What is signed: the CID bytes of a message or attestation.</param>
    /// <param name="secret">32 bytes, below the group order, not zero.</param>
    public static Signature Sign(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> secret)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        Span<byte> signature = stackalloc byte[Signature.RecoverableLength];
        Blake2b.Hash256(bytes, digest);
        Secp256k1.Sign(digest, secret, signature);
        return new(SignatureType.Secp256k1, signature);
    }

    /// <summary>Whether <paramref name="signer"/> made the signature. A high s is taken, as on the chain.</summary>
    /// <returns>False with <c>signature.type</c>, <c>signature.signer</c> or <c>signature.invalid</c>.</returns>
    public static bool TryVerify(Signature signature, Address signer, ReadOnlySpan<byte> bytes, out FormatError error)
    {
        error = default;
        if (signature.Type != SignatureType.Secp256k1) { error = new("signature.type", $"a secp256k1 signature is needed, found {signature.Type}"); }
        else if (signer.Protocol != AddressProtocol.Secp256k1) { error = new("signature.signer", $"{signer} is not the address of a secp256k1 key"); }
        else if (!Recovers(signature, signer, bytes)) { error = new("signature.invalid", $"the signature is not by {signer} over these bytes"); }

        return error.IsNone;
    }

    /// <summary>
    /// As <see cref="TryVerify"/>; refuses a high s (<c>signature.malleable</c>), so that each signer and message have one signature at hand.
    /// </summary>
    public static bool TryVerifyCanonical(Signature signature, Address signer, ReadOnlySpan<byte> bytes, out FormatError error)
    {
        bool ok = TryVerify(signature, signer, bytes, out error);
        if (ok && !Secp256k1.IsLowS(signature.Data)) { error = new("signature.malleable", "the s of the signature is in the upper half of its range"); }

        return error.IsNone;
    }

    private static bool Recovers(Signature signature, Address signer, ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        Span<byte> key = stackalloc byte[PublicKeyLength];
        Blake2b.Hash256(bytes, digest);
        return Secp256k1.TryRecover(digest, signature.Data, key) && Address.FromSecp256k1Key(key) == signer;
    }
}
