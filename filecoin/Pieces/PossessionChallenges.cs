using System.Buffers.Binary;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// Which leaves a possession job asks for. The seed binds chain randomness, drawn after the provider accepted, to the market actor, the job and the
/// provider; leaves are drawn with replacement.
/// </summary>
public static class PossessionChallenges
{
    public const int SeedBytes = 32;

    private static ReadOnlySpan<byte> Domain => "FVMPOSS/v1/"u8;

    /// <summary>BLAKE2b-256("FVMPOSS/v1/" ‖ randomness ‖ market ‖ job ‖ provider), ids as u64 LE.</summary>
    /// <param name="randomness">32 bytes of the challenge epoch.</param>
    public static byte[] Seed(ReadOnlySpan<byte> randomness, ulong marketId, ulong jobId, ulong providerId)
    {
        if (randomness.Length != SeedBytes) { throw new ArgumentException($"randomness has {SeedBytes} bytes, found {randomness.Length}", nameof(randomness)); }

        Span<byte> message = stackalloc byte[Domain.Length + SeedBytes + (3 * sizeof(ulong))];
        Domain.CopyTo(message);
        randomness.CopyTo(message[Domain.Length..]);
        Span<byte> ids = message[(Domain.Length + SeedBytes)..];
        BinaryPrimitives.WriteUInt64LittleEndian(ids, marketId);
        BinaryPrimitives.WriteUInt64LittleEndian(ids[8..], jobId);
        BinaryPrimitives.WriteUInt64LittleEndian(ids[16..], providerId);
        return Blake2b.Hash256(message);
    }

    /// <summary>Leaf i is u64 LE of the first 8 bytes of BLAKE2b-256(seed ‖ u32 LE i), modulo the number of leaves.</summary>
    /// <param name="leaves">A power of two, so that the remainder is uniform.</param>
    public static ulong[] Leaves(ReadOnlySpan<byte> seed, int count, ulong leaves)
    {
        if (seed.Length != SeedBytes) { throw new ArgumentException($"a seed has {SeedBytes} bytes, found {seed.Length}", nameof(seed)); }

        if (!ulong.IsPow2(leaves)) { throw new ArgumentOutOfRangeException(nameof(leaves), leaves, "the number of leaves is a power of two"); }

        Span<byte> message = stackalloc byte[SeedBytes + sizeof(uint)];
        Span<byte> digest = stackalloc byte[32];
        seed.CopyTo(message);
        ulong[] indices = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(message[SeedBytes..], (uint)i);
            Blake2b.Hash256(message, digest);
            indices[i] = BinaryPrimitives.ReadUInt64LittleEndian(digest) & (leaves - 1);
        }

        return indices;
    }
}
