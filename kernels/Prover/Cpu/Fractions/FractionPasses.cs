using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <summary>(OutP, OutQ)[i] = (P_i·Q_j + P_j·Q_i, Q_i·Q_j) with j = i + Half.</summary>
internal ref struct FractionSumPass : ILanePass
{
    public ref ulong P, Q, OutP, OutQ;
    public nuint Half;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> p0 = ExtLanes<TVector, TLanes>.Load(in P, i), p1 = ExtLanes<TVector, TLanes>.Load(in P, i + Half);
            ExtLanes<TVector, TLanes> q0 = ExtLanes<TVector, TLanes>.Load(in Q, i), q1 = ExtLanes<TVector, TLanes>.Load(in Q, i + Half);
            p0.Multiply(q1).Add(Lane.Product(p1, q0)).Store(ref OutP, i);
            q0.Multiply(q1).Store(ref OutQ, i);
        }
    }
}

/// <summary>The same where the second fraction is 0/Padding.</summary>
internal ref struct PaddedSumPass : ILanePass
{
    public ref ulong P, Q, OutP, OutQ;
    public Ext2 Padding;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> padding = ExtLanes<TVector, TLanes>.Broadcast(Padding);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes>.Load(in P, i).Multiply(padding).Store(ref OutP, i);
            ExtLanes<TVector, TLanes>.Load(in Q, i).Multiply(padding).Store(ref OutQ, i);
        }
    }
}
