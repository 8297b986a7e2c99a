using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Rows;

/// <summary>[From ≤ row &lt; To] of each output of a table while top variables are bound one by one (proof-system.md §3, §6); and the row number.</summary>
internal sealed class RangeSelectors
{
    private readonly bool[] _isSelected;
    private readonly RowThreshold[] _ends;
    private readonly RowThreshold[] _starts;

    /// <param name="rows">Per output; null: no selector.</param>
    /// <param name="logHeight">h_T.</param>
    public RangeSelectors(IReadOnlyList<RowSpan?> rows, int logHeight)
    {
        _isSelected = [.. rows.Select(r => r is not null)];
        _ends = [.. rows.Select(r => new RowThreshold(r?.To ?? 0, logHeight))];
        _starts = [.. rows.Select(r => new RowThreshold(r?.From ?? 0, logHeight))];
    }

    /// <summary>Outputs.</summary>
    public int Count => _isSelected.Length;

    /// <summary>The part of the row number that the bound variables make.</summary>
    public Ext2 BoundIndex { get; private set; }

    /// <summary>Whether an output has a selector.</summary>
    public bool IsSelected(int output) => _isSelected[output];

    /// <summary>Binds the top variable.</summary>
    /// <param name="half">Rows from its lower to its upper half.</param>
    public void Bind(long half, Ext2 challenge)
    {
        for (int i = 0; i < _ends.Length; i++)
        {
            _ends[i].Bind(half, challenge);
            _starts[i].Bind(half, challenge);
        }

        BoundIndex += challenge * (ulong)half;
    }

    /// <summary>A selector at a row of the variables left.</summary>
    public Ext2 At(int output, long row) => _ends[output][row] - _starts[output][row];

    /// <summary>Whether a selector has one value on rows first..first + count − 1.</summary>
    public bool IsUniform(int output, long first, int count) => _ends[output].IsUniform(first, count) && _starts[output].IsUniform(first, count);
}
