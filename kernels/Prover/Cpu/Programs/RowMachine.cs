using System.Runtime.InteropServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Programs;

/// <summary>The registers of a program for one block of rows at a time. One thread at a time.</summary>
internal sealed class RowMachine
{
    // Registers of a program should stay in the second-level cache (1 MiB on the machines measured): rows per block follow from their number.
    private const int TargetBytes = 1 << 18;
    private const int MaxLogRows = 8;
    private const int MinLogRows = 4;

    private readonly RowProgram _program;
    private readonly CpuLevel _level;
    private readonly ulong[] _planes;
    private readonly int _rows;

    /// <param name="logRows">Rows of the longest block, as <see cref="LogRows"/> advises.</param>
    public RowMachine(RowProgram program, int logRows, CpuLevel level)
    {
        (_program, _level, _rows) = (program, level, 1 << logRows);
        _planes = new ulong[program.Planes << logRows];
        foreach ((RowRegister register, Ext2 value) in program.Constants)
        {
            Plane(register.Plane, _rows).Fill(value.A);
            if (register.IsExt) { Plane(register.Plane + 1, _rows).Fill(value.B); }
        }
    }

    /// <summary>log₂ of the rows per block that a program runs best on.</summary>
    public static int LogRows(RowProgram program)
    {
        int log = MaxLogRows;
        while (log > MinLogRows && (program.Planes * sizeof(ulong)) << log > TargetBytes) { log--; }
        return log;
    }

    /// <summary>The most bytes of registers that a machine takes for a program of so many planes or fewer.</summary>
    public static long MostBytes(long planes) => Math.Max(TargetBytes, (planes * sizeof(ulong)) << MinLogRows);

    /// <summary>Sets an input of F to low, its step to high − low.</summary>
    /// <param name="high">As many rows; none where no step is needed.</param>
    public void Load(int input, ReadOnlySpan<ulong> low, ReadOnlySpan<ulong> high)
    {
        LoadPass pass = new()
        {
            Low = ref MemoryMarshal.GetReference(low),
            High = ref MemoryMarshal.GetReference(high.IsEmpty ? low : high),
            Value = ref Plane(_program.Inputs[input].Value.Plane, low.Length)[0],
            Step = ref Plane(_program.Inputs[input].Step.Plane, low.Length)[0],
        };
        LanePass.Run(_level, ref pass, low.Length);
    }

    /// <summary>Sets an input of K to low, its step to high − low.</summary>
    public void Load(int input, ReadOnlySpan<Ext2> low, ReadOnlySpan<Ext2> high)
    {
        LoadExtPass pass = new()
        {
            Low = ref Lane.Words(low),
            High = ref Lane.Words(high),
            Value = ref Plane(_program.Inputs[input].Value.Plane, low.Length)[0],
            Step = ref Plane(_program.Inputs[input].Step.Plane, low.Length)[0],
            Stride = (nuint)_rows,
        };
        LanePass.Run(_level, ref pass, low.Length);
    }

    /// <summary>Moves all inputs on by their steps.</summary>
    public void Advance(int rows)
    {
        foreach (RowInput input in _program.Inputs)
        {
            for (int plane = 0; plane < (input.Value.IsExt ? 2 : 1); plane++)
            {
                AdvancePass pass = new() { Value = ref Plane(input.Value.Plane + plane, rows)[0], Step = ref Plane(input.Step.Plane + plane, rows)[0] };
                LanePass.Run(_level, ref pass, rows);
            }
        }
    }

    /// <summary>Computes the outputs.</summary>
    public void Execute(int rows)
    {
        ExecutePass pass = new() { Planes = ref MemoryMarshal.GetArrayDataReference(_planes), Stride = (nuint)_rows, Program = _program };
        LanePass.Run(_level, ref pass, rows);
    }

    /// <summary>Adds selector·output to <paramref name="sums"/>.</summary>
    /// <param name="selector">One element per row.</param>
    public void AddSelected(int output, ReadOnlySpan<Ext2> selector, Span<Ext2> sums)
    {
        int plane = _program.Outputs[output].Register.Plane;
        SelectPass pass = new()
        {
            A = ref Plane(plane, sums.Length)[0],
            B = ref Plane(plane + 1, sums.Length)[0],
            Selector = ref Lane.Words(selector),
            Out = ref Lane.Words(sums),
        };
        LanePass.Run(_level, ref pass, sums.Length);
    }

    /// <summary>Adds an output to <paramref name="sums"/>.</summary>
    public void AddOutput(int output, Span<Ext2> sums)
    {
        int plane = _program.Outputs[output].Register.Plane;
        AddOutputPass pass = new() { A = ref Plane(plane, sums.Length)[0], B = ref Plane(plane + 1, sums.Length)[0], Out = ref Lane.Words(sums) };
        LanePass.Run(_level, ref pass, sums.Length);
    }

    private Span<ulong> Plane(int plane, int rows) => _planes.AsSpan(plane * _rows, rows);
}
