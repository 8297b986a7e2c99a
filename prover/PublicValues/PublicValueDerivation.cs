using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.PublicValues;

/// <summary>Computes the public values that CELL and SUM claims determine, and checks the others against their claims.</summary>
/// <param name="instance">Of a statement with any values in place of those to derive.</param>
/// <param name="datasets">The columns of each dataset, as they were registered.</param>
/// <param name="auxiliary">The auxiliary columns of each table. A column that is claimed is asked for once, others are not.</param>
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
        ulong[] claimed = ClaimedValues();
        List<FalseClaim> wrong = [];
        for (int i = 0; i < claimed.Length; i++)
        {
            ulong known = values[instance.Circuit.Claims[i].PublicValue] ??= claimed[i];
            if (known != claimed[i]) { wrong.Add(new(i, claimed[i], known)); }
        }

        ImmutableArray<int> undetermined = [.. Enumerable.Range(0, values.Length).Where(i => values[i] is null)];
        return new([.. values.Select(v => v ?? 0)], undetermined, [.. wrong]);
    }

    /// <summary>What the columns give for each claim.</summary>
    private ulong[] ClaimedValues()
    {
        ImmutableArray<LinearClaim> claims = instance.Circuit.Claims;
        ulong[] values = new ulong[claims.Length];
        foreach (IGrouping<TableColumn, int> claimed in Enumerable.Range(0, claims.Length).GroupBy(i => claims[i].Column))
        {
            ReadOnlySpan<ulong> column = ColumnOf(claimed.Key).Span[..(int)instance.Statement.RowCounts[claimed.Key.Table]];
            ulong? sum = null;
            foreach (int i in claimed) { values[i] = claims[i].Kind == ClaimKind.Cell ? column[(int)claims[i].Row] : sum ??= Sum(column); }
        }

        return values;
    }

    private ReadOnlyMemory<ulong> ColumnOf(TableColumn column)
    {
        Table table = instance.Circuit.Tables[column.Table];
        if (column.Column >= table.DatasetColumns.Length) { return auxiliary[column.Table][column.Column - table.DatasetColumns.Length]; }
        DatasetColumn source = table.DatasetColumns[column.Column];
        return datasets[source.Dataset][source.Block][source.Column];
    }

    /// <summary>At most 2^30 elements: their sum as integers is far below 2^128.</summary>
    internal static ulong Sum(ReadOnlySpan<ulong> column)
    {
        UInt128 sum = 0;
        foreach (ulong element in column) { sum += element; }
        return (ulong)(sum % Goldilocks.Modulus);
    }
}
