using System.Numerics;
using FvmCompute.Filecoin.Cbor;

namespace FvmCompute.Sidecar.Settlement;

/// <summary>The question of a possession job: <c>[0, commitment, paddedSize, challenges]</c>. Its CID names it on chain and in the attestation.</summary>
/// <param name="Commitment">32-byte root of the piece's tree.</param>
/// <param name="PaddedSize">Bytes, a power of two from 128 to <see cref="MaxPaddedSize"/>.</param>
/// <param name="Challenges">1 to the number of leaves, and so few that the proof fits <see cref="MaxProofBytes"/>.</param>
public sealed record PossessionPlan(byte[] Commitment, ulong PaddedSize, ulong Challenges) : MarketPlan
{
    /// <summary>Kind tag of the plan and of the market's job record.</summary>
    public const ulong Kind = 0;

    public const int Fields = 4;

    public const ulong MinPaddedSize = 128;

    /// <summary>64 GiB, the largest sector.</summary>
    public const ulong MaxPaddedSize = 1UL << 36;

    /// <summary>A message carries 65,536 bytes; 1,024 are left for all that is not proof.</summary>
    public const int MaxProofBytes = 64512;

    public const int NodeBytes = 32;

    public int Height => BitOperations.Log2(PaddedSize / NodeBytes);

    public ulong Leaves => PaddedSize / NodeBytes;

    public ulong ProofBytes => Challenges * (ulong)(Height + 1) * NodeBytes;

    /// <summary>The largest number of challenges that the market takes for a piece of this size.</summary>
    public static ulong MaxChallenges(ulong paddedSize)
    {
        ulong leaves = paddedSize / NodeBytes;
        return Math.Min(leaves, MaxProofBytes / NodeBytes / ((ulong)BitOperations.Log2(leaves) + 1));
    }

    protected override int FieldCount => Fields;

    internal static PossessionPlan ReadFields(ref CborReader reader) =>
        new(reader.ReadBytes(NodeBytes).ToArray(), reader.ReadUInt64(), reader.ReadUInt64());

    protected override void WriteFields(ref CborWriter writer)
    {
        writer.WriteUInt64(Kind);
        writer.WriteBytes(Commitment);
        writer.WriteUInt64(PaddedSize);
        writer.WriteUInt64(Challenges);
    }
}
