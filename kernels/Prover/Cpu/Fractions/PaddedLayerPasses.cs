using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <summary>
/// The first round of a layer where p_1 and q_1 are padding throughout: the summand p_0·<see cref="PaddingQ"/> + q_0·<see cref="PaddingP"/> is linear, so
/// there is only a value at 0.
/// </summary>
internal ref struct PaddedOpeningPass : ILanePass
{
    public ref readonly ulong P;
    public ref readonly ulong Q;
    public ref readonly ulong Eq;
    public Ext2 PaddingP, PaddingQ, AtZero;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> ofP = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), ofQ = ofP;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> eq = ExtLanes<TVector, TLanes>.Load(in Eq, i);
            ofP = ofP.Add(Lane.Product(ExtLanes<TVector, TLanes>.Load(in P, i), eq));
            ofQ = ofQ.Add(Lane.Product(ExtLanes<TVector, TLanes>.Load(in Q, i), eq));
        }

        AtZero += (PaddingQ * LaneSum.Of(ofP)) + (PaddingP * LaneSum.Of(ofQ));
    }
}

/// <summary>Binds the top variable of p_0 and q_0 in place where p_1 and q_1 are padding, and adds up the next round.</summary>
/// <remarks>Before, pairs are 2·<see cref="Step"/> apart; afterwards <see cref="Step"/>.</remarks>
internal ref struct PaddedRoundPass : ILanePass
{
    public ref ulong P, Q;
    public ref readonly ulong Eq;
    public nuint Step;
    public Ext2 PaddingP, PaddingQ, Challenge, AtZero;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> challenge = ExtLanes<TVector, TLanes>.Broadcast(Challenge);
        ExtLanes<TVector, TLanes> ofP = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), ofQ = ofP;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> eq = ExtLanes<TVector, TLanes>.Load(in Eq, i);
            ofP = ofP.Add(Lane.Product(Bind(ref P, i, challenge), eq));
            ofQ = ofQ.Add(Lane.Product(Bind(ref Q, i, challenge), eq));
            Bind(ref P, i + Step, challenge);
            Bind(ref Q, i + Step, challenge);
        }

        AtZero += (PaddingQ * LaneSum.Of(ofP)) + (PaddingP * LaneSum.Of(ofQ));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ExtLanes<TVector, TLanes> Bind<TVector, TLanes>(ref ulong v, nuint i, ExtLanes<TVector, TLanes> challenge)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> bound = Lane.Fold(ExtLanes<TVector, TLanes>.Load(in v, i), ExtLanes<TVector, TLanes>.Load(in v, i + (2 * Step)), challenge);
        bound.Store(ref v, i);
        return bound;
    }
}
