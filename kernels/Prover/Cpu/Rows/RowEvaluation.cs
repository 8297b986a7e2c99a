using FvmCompute.Kernels.Prover.Cpu.Programs;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Rows;

/// <summary>Evaluates a table's polynomial on a block of rows. One thread at a time; everything is allocated at the start.</summary>
internal sealed class RowEvaluation
{
    private readonly RowProgram _program;
    private readonly RangeSelectors _selectors;
    private readonly RowMachine _machine;
    private readonly CpuLevel _level;
    private readonly Ext2[] _values;
    private readonly Ext2[] _selector;
    private readonly ulong[] _low;
    private readonly ulong[] _high;

    /// <param name="logRows">Rows of the longest block.</param>
    public RowEvaluation(RowProgram program, RangeSelectors selectors, int logRows, CpuLevel level)
    {
        (_program, _selectors, _level) = (program, selectors, level);
        _machine = new(program, logRows, level);
        (_values, _selector) = (new Ext2[1 << logRows], new Ext2[1 << logRows]);
        (_low, _high) = (new ulong[1 << logRows], new ulong[1 << logRows]);
    }

    /// <summary>Sets the inputs to rows first.. and their steps to the rows <paramref name="half"/> further on; 0: no steps.</summary>
    public void Load(RowColumns columns, long first, long half, int count)
    {
        for (int c = 0; c < columns.Count; c++)
        {
            if (columns.IsBase) { _machine.Load(c, columns.Base(c, first, _low.AsSpan(0, count)), columns.Base(c, first + half, _high.AsSpan(0, count))); }
            else { _machine.Load(c, columns.Folded(c, first, count), columns.Folded(c, first + half, count)); }
        }

        if (!_program.HasRowIndex) { return; }
        if (columns.IsBase) { LoadIndex(first, half, count); }
        else { LoadIndex(_selectors.BoundIndex, first, half, count); }
    }

    /// <summary>Moves the inputs on by one step.</summary>
    public void Advance(int count) => _machine.Advance(count);

    /// <summary>Σ_i weights[i]·G_T(row i), the selectors taken at t steps.</summary>
    public Ext2 Evaluate(long first, long half, int t, ReadOnlySpan<Ext2> weights)
    {
        int count = weights.Length;
        Span<Ext2> values = _values.AsSpan(0, count);
        values.Clear();
        _machine.Execute(count);
        for (int output = 0; output < _selectors.Count; output++)
        {
            if (_selectors.IsSelected(output)) { AddSelected(output, (first, half, t), values); }
            else { _machine.AddOutput(output, values); }
        }

        return FieldSpans.Dot(_level, values, weights);
    }

    private void AddSelected(int output, (long First, long Half, int T) at, Span<Ext2> values)
    {
        int count = values.Length;
        bool uniform = _selectors.IsUniform(output, at.First, count) && _selectors.IsUniform(output, at.First + at.Half, count);
        Ext2 first = Select(output, at.First, at.Half, at.T);
        if (uniform && first.IsZero) { return; }
        if (uniform && first == Ext2.One)
        {
            _machine.AddOutput(output, values);
            return;
        }

        Span<Ext2> selector = _selector.AsSpan(0, count);
        if (uniform) { selector.Fill(first); }
        else
        {
            for (int i = 0; i < count; i++) { selector[i] = Select(output, at.First + i, at.Half, at.T); }
        }

        _machine.AddSelected(output, selector, values);
    }

    private Ext2 Select(int output, long row, long half, int t)
    {
        Ext2 low = _selectors.At(output, row);
        return t == 0 ? low : low + ((_selectors.At(output, row + half) - low) * (ulong)t);
    }

    private void LoadIndex(long first, long half, int count)
    {
        for (int i = 0; i < count; i++) { (_low[i], _high[i]) = ((ulong)(first + i), (ulong)(first + half + i)); }
        _machine.Load(_program.Inputs.Length - 1, _low.AsSpan(0, count), _high.AsSpan(0, count));
    }

    private void LoadIndex(Ext2 bound, long first, long half, int count)
    {
        for (int i = 0; i < count; i++) { (_values[i], _selector[i]) = (bound + (ulong)(first + i), bound + (ulong)(first + half + i)); }
        _machine.Load(_program.Inputs.Length - 1, _values.AsSpan(0, count), _selector.AsSpan(0, count));
    }
}
