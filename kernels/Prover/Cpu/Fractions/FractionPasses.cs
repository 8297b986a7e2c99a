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

    [MethodImpl(ILanePass.OwnCode)]
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

/// <summary>The same where the numerators are P0 and P1 throughout.</summary>
internal ref struct ConstantSumPass : ILanePass
{
    public ref ulong Q, OutP, OutQ;
    public nuint Half;
    public Ext2 P0, P1;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> p0 = ExtLanes<TVector, TLanes>.Broadcast(P0), p1 = ExtLanes<TVector, TLanes>.Broadcast(P1);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> q0 = ExtLanes<TVector, TLanes>.Load(in Q, i), q1 = ExtLanes<TVector, TLanes>.Load(in Q, i + Half);
            p0.Multiply(q1).Add(Lane.Product(p1, q0)).Store(ref OutP, i);
            q0.Multiply(q1).Store(ref OutQ, i);
        }
    }
}

/// <summary>Out = Factor·X: numerators or denominators where the second fraction is 0/Factor.</summary>
internal ref struct ScalePass : ILanePass
{
    public ref ulong X, Out;
    public Ext2 Factor;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(Factor);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count) { ExtLanes<TVector, TLanes>.Load(in X, i).Multiply(factor).Store(ref Out, i); }
    }
}
