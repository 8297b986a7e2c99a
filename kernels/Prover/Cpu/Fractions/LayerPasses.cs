using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

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

    /// <summary>p_1 and q_1 where nothing is stored.</summary>
    public Ext2 PaddingP, PaddingQ;

    /// <summary>Whether p_1 and q_1 are stored in the upper half of the pairs too.</summary>
    public bool HasHigh;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> lambda = ExtLanes<TVector, TLanes>.Broadcast(Lambda);
        ExtLanes<TVector, TLanes> paddingP = ExtLanes<TVector, TLanes>.Broadcast(PaddingP), paddingQ = ExtLanes<TVector, TLanes>.Broadcast(PaddingQ);
        ExtLanes<TVector, TLanes> atZero = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), leading = atZero;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            nuint j = i + Step, k = i + Second;
            ExtLanes<TVector, TLanes> eq = ExtLanes<TVector, TLanes>.Load(in Eq, i);
            LayerPair<TVector, TLanes> low = new LayerPair<TVector, TLanes>(ref P, ref Q, i, k).Mixed(lambda), high;
            low.P1.Store(ref P, k);
            if (HasHigh)
            {
                high = new LayerPair<TVector, TLanes>(ref P, ref Q, j, k + Step).Mixed(lambda);
                high.P1.Store(ref P, k + Step);
            }
            else { high = new(ref P, ref Q, j, paddingP, paddingQ); }

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

    /// <summary>p_1 and q_1 where nothing is stored.</summary>
    public Ext2 PaddingP, PaddingQ;

    /// <summary>In how many of the places i, i + Step, i + 2·Step, i + 3·Step p_1 and q_1 are stored: 1..4.</summary>
    public int Stored;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> challenge = ExtLanes<TVector, TLanes>.Broadcast(Challenge);
        ExtLanes<TVector, TLanes> atZero = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), leading = atZero;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            LayerPair<TVector, TLanes> low = Load<TVector, TLanes>(i, true).Fold(Load<TVector, TLanes>(i + (2 * Step), Stored > 2), challenge);
            LayerPair<TVector, TLanes> high = Load<TVector, TLanes>(i + Step, Stored > 1).Fold(Load<TVector, TLanes>(i + (3 * Step), Stored > 3), challenge);
            low.Store(ref P, ref Q, i, i + Second);
            if (Stored > 1) { high.Store(ref P, ref Q, i + Step, i + Step + Second); }
            else { high.StoreFirst(ref P, ref Q, i + Step); }

            ExtLanes<TVector, TLanes> eq = ExtLanes<TVector, TLanes>.Load(in Eq, i);
            atZero = atZero.Add(Lane.Product(low.Summand(), eq));
            leading = leading.Add(Lane.Product(high.Minus(low).Summand(), eq));
        }

        AtZero += LaneSum.Of(atZero);
        Leading += LaneSum.Of(leading);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly LayerPair<TVector, TLanes> Load<TVector, TLanes>(nuint i, bool isStored)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector> => isStored
            ? new(ref P, ref Q, i, i + Second)
            : new(ref P, ref Q, i, ExtLanes<TVector, TLanes>.Broadcast(PaddingP), ExtLanes<TVector, TLanes>.Broadcast(PaddingQ));
}
