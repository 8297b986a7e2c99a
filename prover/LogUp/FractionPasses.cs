using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Prover.Lanes;

namespace FvmCompute.Prover.LogUp;

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

/// <summary>
/// The first round of a layer: with p_1 replaced by p_1 + λ·q_1 the summand is p_0·q_1 + q_0·p_1. Adds the weighted sum of its values at 0 and of its
/// leading coefficients.
/// </summary>
/// <remarks>p_0 and p_1 are the halves of P, <see cref="Second"/> apart, q_0 and q_1 those of Q; pairs are <see cref="Step"/> apart.</remarks>
internal ref struct LayerOpeningPass : ILanePass
{
    public ref ulong P, Q;
    public ref readonly ulong Eq;
    public nuint Second, Step;
    public Ext2 Lambda, AtZero, Leading;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> lambda = ExtLanes<TVector, TLanes>.Broadcast(Lambda);
        ExtLanes<TVector, TLanes> atZero = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), leading = atZero;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            nuint j = i + Step, k = i + Second;
            ExtLanes<TVector, TLanes> eq = ExtLanes<TVector, TLanes>.Load(in Eq, i);
            LayerPair<TVector, TLanes> low = new(ref P, ref Q, i, k), high = new(ref P, ref Q, j, k + Step);
            low = low.Mixed(lambda);
            high = high.Mixed(lambda);
            low.P1.Store(ref P, k);
            high.P1.Store(ref P, k + Step);
            atZero = atZero.Add(Lane.Product(low.Summand(), eq));
            leading = leading.Add(Lane.Product(high.Minus(low).Summand(), eq));
        }

        AtZero += LaneSum.Of(atZero);
        Leading += LaneSum.Of(leading);
    }
}

/// <summary>Binds the top variable of the four vectors in place and adds up the next round, as <see cref="LayerOpeningPass"/> does.</summary>
/// <remarks>Before, pairs are 2·<see cref="Step"/> apart; afterwards <see cref="Step"/>.</remarks>
internal ref struct LayerRoundPass : ILanePass
{
    public ref ulong P, Q;
    public ref readonly ulong Eq;
    public nuint Second, Step;
    public Ext2 Challenge, AtZero, Leading;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> challenge = ExtLanes<TVector, TLanes>.Broadcast(Challenge);
        ExtLanes<TVector, TLanes> atZero = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), leading = atZero;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            LayerPair<TVector, TLanes> low = Bound<TVector, TLanes>(i, challenge), high = Bound<TVector, TLanes>(i + Step, challenge);
            ExtLanes<TVector, TLanes> eq = ExtLanes<TVector, TLanes>.Load(in Eq, i);
            atZero = atZero.Add(Lane.Product(low.Summand(), eq));
            leading = leading.Add(Lane.Product(high.Minus(low).Summand(), eq));
        }

        AtZero += LaneSum.Of(atZero);
        Leading += LaneSum.Of(leading);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly LayerPair<TVector, TLanes> Bound<TVector, TLanes>(nuint i, ExtLanes<TVector, TLanes> challenge)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        nuint top = i + (2 * Step);
        LayerPair<TVector, TLanes> bound = new LayerPair<TVector, TLanes>(ref P, ref Q, i, i + Second)
            .Fold(new(ref P, ref Q, top, top + Second), challenge);
        bound.Store(ref P, ref Q, i, i + Second);
        return bound;
    }
}
