using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <summary>p_0, p_1, q_0, q_1 of some entries of a layer.</summary>
internal readonly struct LayerPair<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : IFieldLanes<TVector>
{
    public readonly ExtLanes<TVector, TLanes> P0, P1, Q0, Q1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LayerPair(ref ulong p, ref ulong q, nuint first, nuint second)
        : this(
            ExtLanes<TVector, TLanes>.Load(in p, first),
            ExtLanes<TVector, TLanes>.Load(in p, second),
            ExtLanes<TVector, TLanes>.Load(in q, first),
            ExtLanes<TVector, TLanes>.Load(in q, second))
    {
    }

    /// <summary>p_0 and q_0 from memory beside p_1 and q_1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LayerPair(ref ulong p, ref ulong q, nuint first, ExtLanes<TVector, TLanes> p1, ExtLanes<TVector, TLanes> q1)
        : this(ExtLanes<TVector, TLanes>.Load(in p, first), p1, ExtLanes<TVector, TLanes>.Load(in q, first), q1)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LayerPair(ExtLanes<TVector, TLanes> p0, ExtLanes<TVector, TLanes> p1, ExtLanes<TVector, TLanes> q0, ExtLanes<TVector, TLanes> q1) =>
        (P0, P1, Q0, Q1) = (p0, p1, q0, q1);

    /// <summary>p_1 + λ·q_1 in place of p_1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LayerPair<TVector, TLanes> Mixed(ExtLanes<TVector, TLanes> lambda) => new(P0, Q1.Multiply(lambda).Add(P1).Canonical(), Q0, Q1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LayerPair<TVector, TLanes> Minus(LayerPair<TVector, TLanes> other) => new(
        P0.Subtract(other.P0).Canonical(), P1.Subtract(other.P1).Canonical(), Q0.Subtract(other.Q0).Canonical(), Q1.Subtract(other.Q1).Canonical());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LayerPair<TVector, TLanes> Fold(LayerPair<TVector, TLanes> high, ExtLanes<TVector, TLanes> factor) => new(
        Lane.Fold(P0, high.P0, factor), Lane.Fold(P1, high.P1, factor), Lane.Fold(Q0, high.Q0, factor), Lane.Fold(Q1, high.Q1, factor));

    /// <summary>p_0·q_1 + q_0·p_1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ExtLanes<TVector, TLanes> Summand() => P0.Multiply(Q1).Add(Lane.Product(Q0, P1)).Canonical();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong p, ref ulong q, nuint first, nuint second)
    {
        P0.Store(ref p, first);
        P1.Store(ref p, second);
        Q0.Store(ref q, first);
        Q1.Store(ref q, second);
    }

    /// <summary>Stores p_0 and q_0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref ulong p, ref ulong q, nuint first)
    {
        P0.Store(ref p, first);
        Q0.Store(ref q, first);
    }
}
