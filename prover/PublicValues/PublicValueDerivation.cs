using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.PublicValues;

/// <summary>Computes the public values that CELL and SUM claims determine, and checks the others against their claims.</summary>
/// <param name="instance">Of a statement with any values in place of those to derive.</param>
/// <param name="datasets">The columns of each dataset, as they were registered; asked for once per claim.</param>
/// <param name="auxiliary">The auxiliary columns of each table.</param>
public sealed class PublicValueDerivation(
    Instance instance,
    IReadOnlyList<IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>>> datasets,
    IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> auxiliary)
{
    /// <summary>Derives what is not given.</summary>
    /// <param name="given">One per public value; null: to be derived.</param>
    /// <exception cref="ArgumentException">Not as many as the circuit has public values.</exception>
    public DerivedPublicValues Derive(IReadOnlyList<ulong?> given)
    {
        Require.Exactly(given.Count, instance.Circuit.PublicValues, "public values");
        ulong?[] values = [.. given];
        List<FalseClaim> wrong = [];
        for (int i = 0; i < instance.Circuit.Claims.Length; i++)
        {
            LinearClaim claim = instance.Circuit.Claims[i];
            ulong value = ValueOf(claim);
            ulong known = values[claim.PublicValue] ??= value;
            if (known != value) { wrong.Add(new(i, value, known)); }
        }

        ImmutableArray<int> undetermined = [.. Enumerable.Range(0, values.Length).Where(i => values[i] is null)];
        return new([.. values.Select(v => v ?? 0)], undetermined, [.. wrong]);
    }

    private ulong ValueOf(LinearClaim claim)
    {
        int rows = (int)instance.Statement.RowCounts[claim.Column.Table];
        ReadOnlySpan<ulong> column = ColumnOf(claim.Column).Span[..rows];
        return claim.Kind == ClaimKind.Cell ? column[(int)claim.Row] : Sum(column);
    }

    private ReadOnlyMemory<ulong> ColumnOf(TableColumn column)
    {
        Table table = instance.Circuit.Tables[column.Table];
        if (column.Column >= table.DatasetColumns.Length) { return auxiliary[column.Table][column.Column - table.DatasetColumns.Length]; }
        DatasetColumn source = table.DatasetColumns[column.Column];
        return datasets[source.Dataset][source.Block][source.Column];
    }

    /// <summary>At most 2^30 elements: their sum as integers is far below 2^128.</summary>
    private static ulong Sum(ReadOnlySpan<ulong> column)
    {
        UInt128 sum = 0;
        foreach (ulong element in column) { sum += element; }
        return (ulong)(sum % Goldilocks.Modulus);
    }
}
