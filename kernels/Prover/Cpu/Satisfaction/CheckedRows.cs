using System.Runtime.InteropServices;
using FvmCompute.Kernels.Prover.Cpu.Programs;
using FvmCompute.Kernels.Prover.Cpu.Rows;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Satisfaction;

/// <summary>The outputs of a program over F on a block of rows. One thread at a time.</summary>
internal sealed class CheckedRows(RowProgram program, int logRows, CpuLevel level)
{
    private readonly RowMachine _machine = new(program, logRows, level);
    private readonly ulong[] _inputs = new ulong[1 << logRows];
    private readonly Ext2[] _outputs = new Ext2[1 << logRows];

    /// <summary>Evaluates rows first..first + count − 1.</summary>
    public void Evaluate(RowColumns columns, long first, int count)
    {
        Span<ulong> buffer = _inputs.AsSpan(0, count);
        for (int c = 0; c < columns.Count; c++) { _machine.Load(c, columns.Base(c, first, buffer), high: []); }
        if (program.HasRowIndex)
        {
            for (int i = 0; i < count; i++) { buffer[i] = (ulong)(first + i); }
            _machine.Load(program.Inputs.Length - 1, buffer, high: []);
        }

        _machine.Execute(count);
    }

    /// <summary>The first of the rows last evaluated on which an output is not 0 where it has to be.</summary>
    public long? FirstNonZero(IReadOnlyList<RowSpan> spans, long first, int count)
    {
        long? found = null;
        for (int output = 0; output < spans.Count; output++)
        {
            int from = (int)Math.Clamp(spans[output].From - first, 0, count), to = (int)Math.Clamp(spans[output].To - first, from, count);
            if (from == to) { continue; }
            Span<Ext2> values = _outputs.AsSpan(0, count);
            values.Clear();
            _machine.AddOutput(output, values);
            int word = MemoryMarshal.Cast<Ext2, ulong>(values[from..to]).IndexOfAnyExcept(0UL);
            if (word >= 0) { found = Math.Min(found ?? long.MaxValue, first + from + (word / 2)); }
        }

        return found;
    }
}
