using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Lanes;

/// <summary>X[i] = X[i] + Factor·(X[i + Half] − X[i]) over K.</summary>
internal ref struct FoldPass : ILanePass
{
    public ref ulong X;
    public nuint Half;
    public Ext2 Factor;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(Factor);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            Lane.Fold(ExtLanes<TVector, TLanes>.Load(in X, i), ExtLanes<TVector, TLanes>.Load(in X, i + Half), factor).Store(ref X, i);
        }
    }
}

/// <summary>X[i] = X[i] + Factor·(High − X[i]) over K.</summary>
internal ref struct FoldToPass : ILanePass
{
    public ref ulong X;
    public Ext2 High;
    public Ext2 Factor;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(Factor), high = ExtLanes<TVector, TLanes>.Broadcast(High);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            Lane.Fold(ExtLanes<TVector, TLanes>.Load(in X, i), high, factor).Store(ref X, i);
        }
    }
}

/// <summary>Out = Low + Factor·(High − Low), Low and High over F.</summary>
internal ref struct MixedFoldPass : ILanePass
{
    public ref readonly ulong Low;
    public ref readonly ulong High;
    public ref ulong Out;
    public Ext2 Factor;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(Factor);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector low = TLanes.InPairOrder(TLanes.Load(in Low, i));
            TVector slope = TLanes.Subtract(TLanes.InPairOrder(TLanes.Load(in High, i)), low);
            ExtLanes<TVector, TLanes> scaled = factor.Multiply(slope);
            new ExtLanes<TVector, TLanes>(TLanes.Add(scaled.A, low), scaled.B).Store(ref Out, i);
        }
    }
}
