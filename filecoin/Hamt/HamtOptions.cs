using System.Security.Cryptography;

namespace FvmCompute.Filecoin.Hamt;

/// <summary>Parameters of a HAMT that its blocks do not tell; reader and writer must agree. The default is what the chain's own actors use.</summary>
/// <param name="BitWidth">Digest bits per level, 1 to 8.</param>
public sealed record HamtOptions(int BitWidth = 5)
{
    /// <summary>Entries a bucket holds before it becomes a node.</summary>
    public const int BucketSize = 3;

    public const int DigestLength = 32;

    public static HamtOptions Default { get; } = new();

    public int BitWidth { get; } = BitWidth is >= 1 and <= 8
        ? BitWidth
        : throw new ArgumentOutOfRangeException(nameof(BitWidth), BitWidth, "HAMT bit width must be 1 to 8");

    /// <summary>Where keys go; SHA-256 everywhere on the chain. Writes 32 bytes.</summary>
    public HashKey Hash { get; init; } = static (key, digest) => SHA256.HashData(key, digest);

    /// <summary>Levels a digest has bits for; the last may have fewer than <see cref="BitWidth"/>.</summary>
    internal int MaxDepth => ((8 * DigestLength) + BitWidth - 1) / BitWidth;
}

/// <summary>Fills the 32 bytes of <paramref name="digest"/> from a key.</summary>
public delegate void HashKey(ReadOnlySpan<byte> key, Span<byte> digest);
