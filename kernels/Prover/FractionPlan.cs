using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover;

/// <summary>The leaves of a lookup tree (proof-system.md §9). Leaves that no table fills, all at the end, are 0/Padding.</summary>
/// <param name="LogLeaves">n_g.</param>
/// <param name="Padding">α, not 0.</param>
public sealed record FractionPlan(int LogLeaves, Ext2 Padding, IReadOnlyList<TableFractions> Tables)
{
    /// <summary>Leaves that tables fill: the first ones.</summary>
    public long UsedLeaves => Tables.Sum(t => (long)t.Numerators.Count << t.LogHeight);
}

/// <summary>The interactions of one table, an aligned slot of 2^LogHeight leaves each, one after the other.</summary>
/// <param name="Program">Over F; outputs 2i and 2i + 1 are numerator and denominator of interaction i.</param>
/// <param name="Columns">Its inputs.</param>
/// <param name="FirstLeaf">Where the first slot begins: tables follow each other without gaps.</param>
/// <param name="Numerators">Per interaction, the rows on which the numerator counts; it is 0 elsewhere.</param>
public sealed record TableFractions(
    RowProgram Program, IReadOnlyList<OpenedColumn> Columns, int LogHeight, long FirstLeaf, IReadOnlyList<RowSpan> Numerators);
