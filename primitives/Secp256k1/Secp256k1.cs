namespace FvmCompute.Primitives.Secp256k1;

/// <summary>ECDSA over secp256k1 with recoverable signatures r ‖ s ‖ v (65 bytes, v in 0..3) of 32-byte digests.</summary>
/// <remarks>
/// <c>FVMCOMPUTE_SECP256K1</c> = <c>managed</c> (the default) or <c>native</c> (libsecp256k1.so.1 with the recovery module, which must be installed).
/// Both give the same bytes, save that a digest of at least n, one in 2^128, makes them draw different nonces.
/// </remarks>
public static class Secp256k1
{
    /// <summary>Name of the environment variable that picks the implementation.</summary>
    public const string Variable = "FVMCOMPUTE_SECP256K1";

    /// <summary>Bytes of a secret key or a digest.</summary>
    public const int SecretBytes = 32;

    /// <summary>Bytes of a recoverable signature r ‖ s ‖ v.</summary>
    public const int SignatureBytes = 65;

    /// <summary>Bytes of an uncompressed public key 04 ‖ x ‖ y.</summary>
    public const int PublicKeyBytes = 65;

    private static readonly ISecp256k1Backend Backend = Secp256k1Backends.Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The uncompressed public key of a secret; constant time.</summary>
    /// <param name="secret">32 bytes, a big-endian number in 1..n−1.</param>
    /// <param name="public65">Exactly 65 bytes.</param>
    /// <exception cref="ArgumentException">A length is wrong or the secret is outside its range.</exception>
    public static void PublicKey(ReadOnlySpan<byte> secret, Span<byte> public65)
    {
        Require.Length(secret.Length, SecretBytes);
        Require.Length(public65.Length, PublicKeyBytes);
        if (!Backend.TryPublicKey(secret, public65)) { ThrowSecret(); }
    }

    /// <summary>Signs with the nonce of RFC 6979 and a low s; constant time.</summary>
    /// <param name="digest">32 bytes.</param>
    /// <param name="secret">32 bytes, a big-endian number in 1..n−1.</param>
    /// <param name="signature65">Exactly 65 bytes: r ‖ s ‖ v.</param>
    /// <exception cref="ArgumentException">A length is wrong or the secret is outside its range.</exception>
    public static void Sign(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> secret, Span<byte> signature65)
    {
        Require.Length(digest.Length, SecretBytes);
        Require.Length(secret.Length, SecretBytes);
        Require.Length(signature65.Length, SignatureBytes);
        if (!Backend.TrySign(digest, secret, signature65)) { ThrowSecret(); }
    }

    /// <summary>
    /// The uncompressed public key that made a signature. False, never an exception, for a signature of another length, v above 3, r or s outside
    /// 1..n−1, or one that belongs to no key. A high s is accepted, as chain clients do: the caller that must not take malleable signatures asks <see cref="IsLowS"/>.
    /// </summary>
    /// <param name="digest">32 bytes.</param>
    /// <param name="signature65">Untrusted bytes of any length.</param>
    /// <param name="public65">Exactly 65 bytes; undefined when false.</param>
    public static bool TryRecover(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature65, Span<byte> public65)
    {
        Require.Length(digest.Length, SecretBytes);
        Require.Length(public65.Length, PublicKeyBytes);
        return signature65.Length == SignatureBytes && Backend.TryRecover(digest, signature65, public65);
    }

    /// <summary>
    /// Whether the key made the signature. False, never an exception, for malformed input, and for a high s. With 65 bytes v counts too: it must
    /// recover this very key, so that no byte of an accepted signature is free.
    /// </summary>
    /// <param name="digest">32 bytes.</param>
    /// <param name="signature">Untrusted: r ‖ s or r ‖ s ‖ v.</param>
    /// <param name="publicKey">Untrusted: 65 bytes 04 ‖ x ‖ y, or 33 bytes 02|03 ‖ x.</param>
    public static bool Verify(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> publicKey)
    {
        Require.Length(digest.Length, SecretBytes);
        return signature.Length switch
        {
            SignatureBytes - 1 => Backend.Verify(digest, signature, publicKey),
            SignatureBytes => IsLowS(signature) && RecoversTo(digest, signature, publicKey),
            _ => false,
        };
    }

    /// <summary>Whether s of a 64- or 65-byte signature is in 1..(n−1)/2, the half that BIP 62 and this library sign with.</summary>
    public static bool IsLowS(ReadOnlySpan<byte> signature) =>
        signature.Length is SignatureBytes or SignatureBytes - 1
        && Scalar.TryReadNonZero(signature[32..64], out Scalar s)
        && !s.IsHigh;

    private static bool RecoversTo(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> publicKey)
    {
        Span<byte> recovered = stackalloc byte[PublicKeyBytes];
        if (!Backend.TryRecover(digest, signature, recovered)) { return false; }
        if (publicKey.Length != 33) { return publicKey.SequenceEqual(recovered); }
        return publicKey[0] == (2 | (recovered[64] & 1)) && publicKey[1..].SequenceEqual(recovered[1..33]);
    }

    private static void ThrowSecret() => throw new ArgumentException("the secret key is 0 or not below the group order; it must be in 1..n-1", "secret");
}
