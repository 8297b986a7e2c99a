namespace FvmCompute.Kernels.Prover.Far;

/// <summary>Plans about matrices of the device, turned into the same plans about the host's.</summary>
internal static class HostSide
{
    public static IReadOnlyList<IFieldRows> Of(IReadOnlyList<IFieldRows> matrices) => [.. matrices.Select(Of)];

    public static IFieldRows Of(IFieldRows matrix) => ((FarFieldRows)matrix).Host;

    public static ColumnRange Of(ColumnRange column) => column.Matrix is null ? column : column with { Matrix = Of(column.Matrix) };

    public static FractionPlan Of(FractionPlan plan) => plan with { Tables = [.. plan.Tables.Select(t => t with { Columns = Of(t.Columns) })] };

    public static RowSumcheckPlan Of(RowSumcheckPlan plan) => plan with { Columns = Of(plan.Columns) };

    private static OpenedColumn[] Of(IReadOnlyList<OpenedColumn> columns) => [.. columns.Select(c => c with { Column = Of(c.Column) })];
}
