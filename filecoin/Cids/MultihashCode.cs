namespace FvmCompute.Filecoin.Cids;

/// <summary>Hash functions of the multicodec table that Filecoin uses.</summary>
public static class MultihashCode
{
    public const ulong Identity = 0x00;
    public const ulong Sha256 = 0x12;
    public const ulong Sha512 = 0x13;
    public const ulong Keccak256 = 0x1b;

    /// <summary>The PieceCID v2 "digest": padding, height and root (FRC-0069).</summary>
    public const ulong Fr32Sha256Trunc254Padbintree = 0x1011;
    public const ulong Sha256Trunc254Padded = 0x1012;
    public const ulong Blake2b256 = 0xb220;
    public const ulong PoseidonBls12381A2Fc1 = 0xb401;

    /// <summary>The longest digest any reader here takes; identity "digests" hold the data itself.</summary>
    public const int MaxDigestLength = 128;

    /// <summary>Whether a digest of <paramref name="length"/> bytes can belong to <paramref name="code"/>.</summary>
    public static bool AllowsLength(ulong code, int length) => code switch
    {
        Sha256 or Keccak256 or Sha256Trunc254Padded or Blake2b256 or PoseidonBls12381A2Fc1 => length == 32,
        Sha512 => length == 64,
        Fr32Sha256Trunc254Padbintree => length is >= 34 and <= 42,
        _ => length <= MaxDigestLength,
    };
}
