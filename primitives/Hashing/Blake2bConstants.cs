namespace FvmCompute.Primitives.Hashing;

/// <summary>Constants of BLAKE2b (RFC 7693 §2.6, §2.7).</summary>
internal static class Blake2bConstants
{
    public const int BlockBytes = 128;
    public const int Rounds = 12;

    public const ulong Iv0 = 0x6a09e667f3bcc908;
    public const ulong Iv1 = 0xbb67ae8584caa73b;
    public const ulong Iv2 = 0x3c6ef372fe94f82b;
    public const ulong Iv3 = 0xa54ff53a5f1d36f1;
    public const ulong Iv4 = 0x510e527fade682d1;
    public const ulong Iv5 = 0x9b05688c2b3e6c1f;
    public const ulong Iv6 = 0x1f83d9abfb41bd6b;
    public const ulong Iv7 = 0x5be0cd19137e2179;

    /// <summary>The initial chaining value before the parameter block is mixed in.</summary>
    public static ReadOnlySpan<ulong> Iv => [Iv0, Iv1, Iv2, Iv3, Iv4, Iv5, Iv6, Iv7];

    /// <summary>Message word order of the 12 rounds, 16 indices each (rounds 10 and 11 repeat 0 and 1).</summary>
    public static ReadOnlySpan<byte> Sigma =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
    ];

    /// <summary>First chaining word of an unkeyed hash: the parameter block (digest length, no key, fanout 1, depth 1) on IV[0].</summary>
    public static ulong FirstWord(int digestLength) => Iv0 ^ 0x01010000UL ^ (ulong)digestLength;
}
