using FvmCompute.Kernels.Prover.Cpu.Programs;
using FvmCompute.Kernels.Prover.Cpu.Rows;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <summary>The fractions of a table's interactions on a block of rows. One thread at a time.</summary>
internal sealed class FractionBlock(TableFractions table, int logRows, CpuLevel level)
{
    private readonly RowMachine _machine = new(table.Program, logRows, level);
    private readonly ulong[] _buffer = new ulong[1 << logRows];

    /// <summary>Evaluates rows first..first + count − 1.</summary>
    public void Evaluate(RowColumns columns, long first, int count)
    {
        Span<ulong> buffer = _buffer.AsSpan(0, count);
        for (int c = 0; c < columns.Count; c++) { _machine.Load(c, columns.Base(c, first, buffer), high: []); }
        if (table.Program.HasRowIndex)
        {
            for (int i = 0; i < count; i++) { buffer[i] = (ulong)(first + i); }
            _machine.Load(table.Program.Inputs.Length - 1, buffer, high: []);
        }

        _machine.Execute(count);
    }

    /// <summary>The numerators of an interaction, 0 outside of its rows.</summary>
    public void CopyNumerator(int interaction, long first, Span<Ext2> numerators)
    {
        numerators.Clear();
        RowSpan rows = table.Numerators[interaction];
        int from = (int)Math.Clamp(rows.From - first, 0, numerators.Length), to = (int)Math.Clamp(rows.To - first, from, numerators.Length);
        if (from == to) { return; }
        _machine.AddOutput(2 * interaction, numerators);
        numerators[..from].Clear();
        numerators[to..].Clear();
    }

    /// <summary>The denominators of an interaction.</summary>
    public void CopyDenominator(int interaction, Span<Ext2> denominators)
    {
        denominators.Clear();
        _machine.AddOutput((2 * interaction) + 1, denominators);
    }
}
