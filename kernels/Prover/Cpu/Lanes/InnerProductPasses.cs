using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Lanes;

/// <summary>Adds Σ X[i]·Y[i] and Σ (X[i + Step] − X[i])·(Y[i + Step] − Y[i]): a_0 and a_2 of a plain sumcheck round.</summary>
internal ref struct InnerOpeningPass : ILanePass
{
    public ref readonly ulong X;
    public ref readonly ulong Y;
    public nuint Step;
    public Ext2 AtZero, Leading;

    [MethodImpl(ILanePass.OwnCode)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> atZero = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), leading = atZero;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> x = ExtLanes<TVector, TLanes>.Load(in X, i), y = ExtLanes<TVector, TLanes>.Load(in Y, i);
            ExtLanes<TVector, TLanes> xSlope = ExtLanes<TVector, TLanes>.Load(in X, i + Step).Subtract(x).Canonical();
            ExtLanes<TVector, TLanes> ySlope = ExtLanes<TVector, TLanes>.Load(in Y, i + Step).Subtract(y).Canonical();
            atZero = atZero.Add(Lane.Product(x, y));
            leading = leading.Add(Lane.Product(xSlope, ySlope));
        }

        AtZero += LaneSum.Of(atZero);
        Leading += LaneSum.Of(leading);
    }
}
