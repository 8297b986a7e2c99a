using System.Security.Cryptography;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>The deterministic nonces of RFC 6979 §3.2 with HMAC-SHA256, one candidate after the other.</summary>
internal ref struct NonceGenerator
{
    private const int Bytes = 32;
    private readonly Span<byte> _key;
    private readonly Span<byte> _value;
    private bool _started;

    /// <summary>Bytes of working memory the constructor takes.</summary>
    public const int WorkBytes = 2 * Bytes;

    /// <param name="secret">The signing key, in 1..n−1.</param>
    /// <param name="digest">The message digest reduced modulo n (bits2octets).</param>
    /// <param name="work">Holds secrets; the caller clears it.</param>
    public NonceGenerator(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> digest, Span<byte> work)
    {
        _key = work[..Bytes];
        _value = work.Slice(Bytes, Bytes);
        _key.Clear();
        _value.Fill(0x01);
        Span<byte> seed = stackalloc byte[2 * Bytes];
        secret.CopyTo(seed);
        digest.CopyTo(seed[Bytes..]);
        Mix(0x00, seed);
        Mix(0x01, seed);
        CryptographicOperations.ZeroMemory(seed);
    }

    /// <summary>The next candidate that is in 1..n−1. Rejecting one tells nothing about the next.</summary>
    public Scalar Next()
    {
        while (true)
        {
            if (_started) { Mix(0x00, []); }
            _started = true;
            HMACSHA256.HashData(_key, _value, _value);
            if (Scalar.TryReadNonZero(_value, out Scalar nonce)) { return nonce; }
        }
    }

    /// <summary>K = HMAC(K, V ‖ tag ‖ seed), V = HMAC(K, V).</summary>
    private readonly void Mix(byte tag, ReadOnlySpan<byte> seed)
    {
        Span<byte> input = stackalloc byte[(3 * Bytes) + 1];
        _value.CopyTo(input);
        input[Bytes] = tag;
        seed.CopyTo(input[(Bytes + 1)..]);
        HMACSHA256.HashData(_key, input[..(Bytes + 1 + seed.Length)], _key);
        HMACSHA256.HashData(_key, _value, _value);
        CryptographicOperations.ZeroMemory(input);
    }
}
