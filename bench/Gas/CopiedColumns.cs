using FvmCompute.Prover.Circuits;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Bench.Gas;

/// <summary>
/// Columns of a dataset and auxiliary copies of them, each one row of the matrix, with the sum of one as a result. With lookups every cell is in a range
/// table, whose multiplicities are one more row. Every kind of opening (this row, next row, dataset, auxiliary) occurs.
/// </summary>
internal sealed class CopiedColumns
{
    private const int MaxRangeBits = 16;
    private const uint RangeBus = 1;

    private readonly GasCase _case;
    private readonly int _rangeBits;
    private readonly ulong[][] _dataset;
    private readonly ulong[] _multiplicities;

    public CopiedColumns(GasCase shape)
    {
        (_case, int rows) = (shape, 1 << shape.Profile.LogRowLength);
        _rangeBits = Math.Min(MaxRangeBits, (int)shape.Profile.LogRowLength);
        _multiplicities = new ulong[1 << _rangeBits];
        Random random = new(shape.Rows);
        _dataset = [.. Enumerable.Range(0, shape.Rows / 2).Select(_ => Column(random, rows))];
        for (int i = 0; i < DatasetColumns + Copies; i++) { Count(_dataset[i % DatasetColumns]); }
    }

    public Circuit Circuit => new(_case.HasLookups ? [Columns(), Range()] : [Columns()], 1, 0, [new(ClaimKind.Sum, new(0, 0), 0, 0)], []);

    public ulong[] RowCounts => _case.HasLookups ? [1UL << _case.Profile.LogRowLength, 1UL << _rangeBits] : [1UL << _case.Profile.LogRowLength];

    public ulong Sum => _dataset[0].Aggregate(0UL, (sum, value) => sum + value);

    public ReadOnlyMemory<ulong>[][] Auxiliary
    {
        get
        {
            ReadOnlyMemory<ulong>[] copies = [.. Enumerable.Range(0, Copies).Select(i => (ReadOnlyMemory<ulong>)_dataset[i % DatasetColumns])];
            return _case.HasLookups ? [copies, [_multiplicities]] : [copies];
        }
    }

    private int DatasetColumns => _dataset.Length;

    private int Copies => _case.Rows - DatasetColumns - (_case.HasLookups ? 1 : 0);

    public CommittedDataset Register(ProverOptions options)
    {
        Block block = new(1UL << _case.Profile.LogRowLength, (ushort)DatasetColumns);
        ReadOnlyMemory<ulong>[] columns = [.. _dataset.Select(column => (ReadOnlyMemory<ulong>)column)];
        return CommittedDataset.Register(_case.Profile, [block], [columns], default, options, CancellationToken.None);
    }

    public Statement State(Digest context, CommittedDataset dataset) => new(context, _case.Profile, Circuit, [dataset.Record], [.. RowCounts], [Sum]);

    private Table Columns()
    {
        TableBuilder table = new([.. Enumerable.Range(0, DatasetColumns).Select(i => new DatasetColumn(0, 0, (ushort)i))], (ushort)Copies);
        for (int i = 0; i < Copies; i++)
        {
            table.Constrain(RowDomain.Every, table.Current((ushort)(DatasetColumns + i)) - table.Current((ushort)(i % DatasetColumns)));
        }

        table.Constrain(RowDomain.Transition, table.Next((ushort)DatasetColumns) - table.Next(0));
        for (int i = 0; _case.HasLookups && i < DatasetColumns + Copies; i++)
        {
            table.Interact(RowDomain.Every, RangeBus, table.Constant(1), table.Current((ushort)i));
        }

        return table.Build();
    }

    private Table Range()
    {
        TableBuilder table = new([], 1);
        table.Constrain(RowDomain.Last, table.RowIndex - ((1 << _rangeBits) - 1));
        table.Interact(RowDomain.Every, RangeBus, -table.Current(0), table.RowIndex);
        return table.Build();
    }

    private ulong[] Column(Random random, int rows)
    {
        ulong[] column = new ulong[rows];
        for (int i = 0; i < rows; i++) { column[i] = (ulong)random.Next(1 << _rangeBits); }
        return column;
    }

    private void Count(ulong[] column)
    {
        foreach (ulong value in column) { _multiplicities[value]++; }
    }
}
