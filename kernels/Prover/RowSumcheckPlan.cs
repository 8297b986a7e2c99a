using FvmCompute.Kernels.Prover.Programs;

namespace FvmCompute.Kernels.Prover;

/// <summary>A table's polynomial G_T, the sum of its outputs, each on its rows (proof-system.md §10.1).</summary>
/// <param name="Columns">The inputs of the programs.</param>
/// <param name="LogHeight">h_T.</param>
/// <param name="OverBase">G_T over columns of F.</param>
/// <param name="OverExtension">The same over columns of K, for all rounds but the first.</param>
/// <param name="Rows">Per output, the rows on which it counts; null: on all, padding too.</param>
/// <param name="Degree">D: the round polynomial's degree without its eq factor.</param>
public sealed record RowSumcheckPlan(
    IReadOnlyList<OpenedColumn> Columns, int LogHeight, RowProgram OverBase, RowProgram OverExtension, IReadOnlyList<RowSpan?> Rows, int Degree);
