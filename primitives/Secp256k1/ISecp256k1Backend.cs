namespace FvmCompute.Primitives.Secp256k1;

/// <summary>The seam between the C# curve and an installed libsecp256k1; lengths of arguments are checked by <see cref="Secp256k1"/>, content is not.</summary>
internal interface ISecp256k1Backend
{
    /// <summary>False for a secret outside 1..n−1; otherwise constant time.</summary>
    bool TryPublicKey(ReadOnlySpan<byte> secret, Span<byte> public65);

    /// <summary>False for a secret outside 1..n−1; otherwise constant time.</summary>
    bool TrySign(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> secret, Span<byte> signature65);

    /// <summary>False for every input that names no key: wrong v, r or s outside 1..n−1, no point with that x, or the point at infinity.</summary>
    bool TryRecover(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature65, Span<byte> public65);

    /// <summary>False for a high s, for r or s outside 1..n−1, for a malformed key of any length, and when the signature is not the key's.</summary>
    bool Verify(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> publicKey);
}
