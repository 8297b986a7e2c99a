using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Points;

/// <summary>(Out[i], Out[i + Half]) = (x + Root·y, x − Root·y) over F with x = X[i], y = X[i + Distance]: a level of a transform.</summary>
internal ref struct SplitPass : ILanePass
{
    public ref readonly ulong X;
    public ref ulong Out;
    public nuint Distance, Half;
    public ulong Root;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        TVector root = TLanes.Broadcast(Root);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector low = TLanes.Load(in X, i), high = TLanes.Canonical(TLanes.Multiply(TLanes.Load(in X, i + Distance), root));
            TLanes.Store(TLanes.Canonical(TLanes.Add(low, high)), ref Out, i);
            TLanes.Store(TLanes.Canonical(TLanes.Subtract(low, high)), ref Out, i + Half);
        }
    }
}

/// <summary>(X[i], X[i + Half]) = (X[i] + X[i + Half], Root·(X[i] − X[i + Half])) over F: the transpose of <see cref="SplitPass"/>.</summary>
internal ref struct MergePass : ILanePass
{
    public ref ulong X;
    public nuint Half;
    public ulong Root;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        TVector root = TLanes.Broadcast(Root);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector left = TLanes.Load(in X, i), right = TLanes.Load(in X, i + Half);
            TLanes.Store(TLanes.Canonical(TLanes.Add(left, right)), ref X, i);
            TLanes.Store(TLanes.Canonical(TLanes.Multiply(TLanes.Subtract(left, right), root)), ref X, i + Half);
        }
    }
}

/// <summary>Out += X over F.</summary>
internal ref struct AddPass : ILanePass
{
    public ref readonly ulong X;
    public ref ulong Out;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TLanes.Store(TLanes.Canonical(TLanes.Add(TLanes.Load(in X, i), TLanes.Load(in Out, i))), ref Out, i);
        }
    }
}

/// <summary>Sum += Σ X·Y over F.</summary>
internal ref struct DotPass : ILanePass
{
    public ref readonly ulong X;
    public ref readonly ulong Y;
    public ulong Sum;

    [MethodImpl(ILanePass.OwnCode)]
    public void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        TVector zero = TLanes.Broadcast(0), sum = zero;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            sum = TLanes.Add(sum, TLanes.Canonical(TLanes.Multiply(TLanes.Load(in X, i), TLanes.Load(in Y, i))));
        }

        Sum = Goldilocks.Add(Sum, LaneSum.Of(new ExtLanes<TVector, TLanes>(sum, zero)).A);
    }
}
