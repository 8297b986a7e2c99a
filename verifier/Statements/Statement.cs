using System.Collections.Immutable;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Statements;

/// <summary>What a proof is about (proof-system.md §6).</summary>
/// <remarks>
/// Who relies on a proof checks, besides the proof: context, circuit hash, dataset ids, every row count against what the plan says, and what the
/// public values mean.
/// </remarks>
/// <param name="Context">Binds chain, actor, job, plan and nonce: a proof must not be reusable elsewhere.</param>
/// <param name="RowCounts">Rows of each table of the circuit.</param>
/// <param name="PublicValues">Canonical elements of F.</param>
public sealed record Statement(
    Digest Context, Profile Profile, Circuit Circuit, ImmutableArray<Dataset> Datasets, ImmutableArray<ulong> RowCounts, ImmutableArray<ulong> PublicValues)
{
    /// <summary>The canonical bytes: the first thing a proof's transcript absorbs.</summary>
    public byte[] Encode()
    {
        byte[] circuit = Circuit.Encode();
        WireWriter writer = new();
        writer.Digest(Context).U16(Profile.Id).Digest(Profile.Hash()).U32((uint)circuit.Length).Bytes(circuit);
        writer.U16(checked((ushort)Datasets.Length));
        foreach (Dataset dataset in Datasets) { dataset.Write(writer); }
        writer.U16(checked((ushort)RowCounts.Length));
        foreach (ulong rows in RowCounts) { writer.U64(rows); }
        writer.U16(checked((ushort)PublicValues.Length));
        foreach (ulong value in PublicValues) { writer.U64(value); }
        return writer.ToArray();
    }
}
