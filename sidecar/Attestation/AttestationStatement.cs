using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Sidecar.Settlement;

namespace FvmCompute.Sidecar.Attestation;

/// <summary>What a provider signs about a result (actors/compute-market/INTERFACE.md, "Attestation").</summary>
/// <param name="Chain">Name of the chain that settles.</param>
/// <param name="Market">Actor id of the market.</param>
/// <param name="Job">The market's id of the job.</param>
/// <param name="Plan">CID of the question.</param>
/// <param name="Datasets">CIDs of the data; for possession the PieceCID v1.</param>
/// <param name="Result">BLAKE2b-256 of the result's DAG-CBOR, or of the statement of a proof of circuit.</param>
/// <param name="Proof">BLAKE2b-256 of the proof, or of the core of a proof of circuit.</param>
/// <param name="Profile">Id of the proof system's profile, or <see cref="NoProfile"/>.</param>
/// <param name="Device">Where it was computed; at most 128 bytes of UTF-8, for the record only.</param>
/// <param name="Provider">Actor id of the provider.</param>
/// <param name="Epoch">Head when it was signed.</param>
public sealed record AttestationStatement(
    string Chain, ulong Market, ulong Job, Cid Plan, IReadOnlyList<Cid> Datasets, byte[] Result, byte[] Proof, ulong Profile, string Device, ulong Provider,
    long Epoch)
{
    public const ulong Version = 1;

    /// <summary>Grade 1: proven.</summary>
    public const ulong GradeProven = 1;

    /// <summary>No succinct-proof profile.</summary>
    public const ulong NoProfile = 0;

    public byte[] Encode() => CborTuple.Encode(13, (ref CborWriter writer) =>
    {
        writer.WriteUInt64(Version);
        writer.WriteText(Chain);
        writer.WriteUInt64(Market);
        writer.WriteUInt64(Job);
        writer.WriteLink(Plan);
        writer.WriteListStart(Datasets.Count);
        foreach (Cid dataset in Datasets) { writer.WriteLink(dataset); }
        writer.WriteBytes(Result);
        writer.WriteBytes(Proof);
        writer.WriteUInt64(GradeProven);
        writer.WriteUInt64(Profile);
        writer.WriteText(Device);
        writer.WriteUInt64(Provider);
        writer.WriteInt64(Epoch);
    });

    /// <summary>BLAKE2b-256 of a possession result, <c>[challengeEpoch, seed]</c>.</summary>
    public static byte[] HashPossessionResult(long challengeEpoch, byte[] seed) => Blake2b.Hash256(CborTuple.Encode(2, (ref CborWriter writer) =>
    {
        writer.WriteInt64(challengeEpoch);
        writer.WriteBytes(seed);
    }));
}
