using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

// The rounds of a layer as several short passes over a block that stays in the cache: in one long loop the JIT runs out of its budget for inlining, and calls
// with vectors in memory cost more than reading the block again.

/// <summary>P[i] += Factor·Q[i].</summary>
internal ref struct MixPass : ILanePass
{
    public ref ulong P;
    public ref readonly ulong Q;
    public Ext2 Factor;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(Factor);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes>.Load(in Q, i).Multiply(factor).Add(ExtLanes<TVector, TLanes>.Load(in P, i)).Store(ref P, i);
        }
    }
}

/// <summary>AtZero += Σ Eq[i]·(p_0·q_1 + q_0·p_1), p_0 and p_1 being <see cref="Second"/> apart in P, q_0 and q_1 in Q.</summary>
internal ref struct LayerConstantPass : ILanePass
{
    public ref readonly ulong P;
    public ref readonly ulong Q;
    public ref readonly ulong Eq;
    public nuint Second;
    public Ext2 AtZero;

    [MethodImpl(ILanePass.OwnCode)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> sum = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> left = ExtLanes<TVector, TLanes>.Load(in P, i).Multiply(ExtLanes<TVector, TLanes>.Load(in Q, i + Second));
            ExtLanes<TVector, TLanes> right = Lane.Product(ExtLanes<TVector, TLanes>.Load(in Q, i), ExtLanes<TVector, TLanes>.Load(in P, i + Second));
            sum = sum.Add(Lane.Product(left.Add(right).Canonical(), ExtLanes<TVector, TLanes>.Load(in Eq, i)));
        }

        AtZero += LaneSum.Of(sum);
    }
}

/// <summary>
/// Leading += Σ Eq[i]·(Δp_0·Δq_1 + Δq_0·Δp_1), Δ being the value <see cref="Step"/> further on less the value here.
/// </summary>
internal ref struct LayerLeadingPass : ILanePass
{
    public ref readonly ulong P;
    public ref readonly ulong Q;
    public ref readonly ulong Eq;
    public nuint Second, Step;
    public Ext2 Leading;

    /// <summary>p_1 and q_1 further on where <see cref="HasHigh"/> is false: they are not stored there.</summary>
    public Ext2 PaddingP, PaddingQ;

    public bool HasHigh;

    [MethodImpl(ILanePass.OwnCode)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> sum = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), p1 = ExtLanes<TVector, TLanes>.Broadcast(PaddingP);
        ExtLanes<TVector, TLanes> q1 = ExtLanes<TVector, TLanes>.Broadcast(PaddingQ);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            nuint j = i + Step, k = i + Second;
            if (HasHigh) { (p1, q1) = (ExtLanes<TVector, TLanes>.Load(in P, k + Step), ExtLanes<TVector, TLanes>.Load(in Q, k + Step)); }
            ExtLanes<TVector, TLanes> slopeP0 = ExtLanes<TVector, TLanes>.Load(in P, j).Subtract(ExtLanes<TVector, TLanes>.Load(in P, i)).Canonical();
            ExtLanes<TVector, TLanes> slopeQ1 = q1.Subtract(ExtLanes<TVector, TLanes>.Load(in Q, k)).Canonical();
            ExtLanes<TVector, TLanes> left = slopeP0.Multiply(slopeQ1);
            ExtLanes<TVector, TLanes> slopeQ0 = ExtLanes<TVector, TLanes>.Load(in Q, j).Subtract(ExtLanes<TVector, TLanes>.Load(in Q, i)).Canonical();
            ExtLanes<TVector, TLanes> slopeP1 = p1.Subtract(ExtLanes<TVector, TLanes>.Load(in P, k)).Canonical();
            ExtLanes<TVector, TLanes> summand = left.Add(Lane.Product(slopeQ0, slopeP1)).Canonical();
            sum = sum.Add(Lane.Product(summand, ExtLanes<TVector, TLanes>.Load(in Eq, i)));
        }

        Leading += LaneSum.Of(sum);
    }
}

/// <summary>
/// The sum at 0 where p_1 and q_1 are padding throughout: the summand p_0·<see cref="PaddingQ"/> + q_0·<see cref="PaddingP"/> is linear and has no other
/// coefficient of the round.
/// </summary>
internal ref struct PaddedLayerPass : ILanePass
{
    public ref readonly ulong P;
    public ref readonly ulong Q;
    public ref readonly ulong Eq;
    public Ext2 PaddingP, PaddingQ, AtZero;

    [MethodImpl(ILanePass.OwnCode)]
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
