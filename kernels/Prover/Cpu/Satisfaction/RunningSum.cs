using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Satisfaction;

/// <summary>Adds up fractions without inverting: one running fraction for each row of a block. One thread at a time.</summary>
internal sealed class RunningSum
{
    private readonly Ext2[] _numerators;
    private readonly Ext2[] _denominators;
    private readonly CpuLevel _level;

    /// <param name="rows">Of the longest block.</param>
    public RunningSum(int rows, CpuLevel level)
    {
        (_numerators, _denominators, _level) = (new Ext2[rows], new Ext2[rows], level);
        _denominators.AsSpan().Fill(Ext2.One);
    }

    /// <summary>The sum of two fractions.</summary>
    public static (Ext2 Numerator, Ext2 Denominator) Join((Ext2 Numerator, Ext2 Denominator) x, (Ext2 Numerator, Ext2 Denominator) y) =>
        ((x.Numerator * y.Denominator) + (y.Numerator * x.Denominator), x.Denominator * y.Denominator);

    public void Add(ReadOnlySpan<Ext2> numerators, ReadOnlySpan<Ext2> denominators)
    {
        RunningSumPass pass = new()
        {
            P = ref Lane.Words(_numerators.AsSpan()),
            Q = ref Lane.Words(_denominators.AsSpan()),
            Numerators = ref Lane.Words(numerators),
            Denominators = ref Lane.Words(denominators),
        };
        LanePass.Run(_level, ref pass, numerators.Length);
    }

    public (Ext2 Numerator, Ext2 Denominator) Total() => _numerators.Zip(_denominators).Aggregate((Ext2.Zero, Ext2.One), Join);
}

/// <summary>(P, Q)[i] = (P_i·d_i + Q_i·n_i, Q_i·d_i).</summary>
internal ref struct RunningSumPass : ILanePass
{
    public ref ulong P, Q;
    public ref readonly ulong Numerators, Denominators;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> p = ExtLanes<TVector, TLanes>.Load(in P, i), q = ExtLanes<TVector, TLanes>.Load(in Q, i);
            ExtLanes<TVector, TLanes> d = ExtLanes<TVector, TLanes>.Load(in Denominators, i);
            p.Multiply(d).Add(Lane.Product(q, ExtLanes<TVector, TLanes>.Load(in Numerators, i))).Store(ref P, i);
            q.Multiply(d).Store(ref Q, i);
        }
    }
}
