using System.Collections.Immutable;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Programs;
using FvmCompute.Prover.Zerocheck;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.LogUp;

/// <summary>The fractions of a table's interactions on a block of rows. One thread at a time.</summary>
internal sealed class FractionBlock(
    RowProgram program, ImmutableArray<Interaction> interactions, ulong rows, int logHeight, int logRows, CpuLevel level)
{
    private readonly RowMachine _machine = new(program, logRows, level);
    private readonly DomainSelectors _selectors = new(rows, logHeight);
    private readonly ulong[] _buffer = new ulong[1 << logRows];

    /// <summary>Evaluates rows first..first + count − 1.</summary>
    public void Evaluate(TableColumns columns, long first, int count)
    {
        Span<ulong> buffer = _buffer.AsSpan(0, count);
        for (int c = 0; c < columns.Count; c++) { _machine.Load(c, columns.Base(c, first, buffer), high: []); }
        if (program.HasRowIndex)
        {
            for (int i = 0; i < count; i++) { buffer[i] = (ulong)(first + i); }
            _machine.Load(program.Inputs.Length - 1, buffer, high: []);
        }

        _machine.Execute(count);
    }

    /// <summary>The numerators of an interaction, 0 outside of its domain.</summary>
    public void CopyNumerator(int interaction, long first, Span<Ext2> numerators)
    {
        numerators.Clear();
        RowDomain domain = interactions[interaction].Domain;
        if (_selectors.IsUniform(domain, first, numerators.Length) && _selectors.At(domain, first).IsZero) { return; }
        _machine.AddOutput(2 * interaction, numerators);
        if (_selectors.IsUniform(domain, first, numerators.Length)) { return; }
        for (int i = 0; i < numerators.Length; i++)
        {
            if (_selectors.At(domain, first + i).IsZero) { numerators[i] = Ext2.Zero; }
        }
    }

    /// <summary>The denominators of an interaction.</summary>
    public void CopyDenominator(int interaction, Span<Ext2> denominators)
    {
        denominators.Clear();
        _machine.AddOutput((2 * interaction) + 1, denominators);
    }
}
