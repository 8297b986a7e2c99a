using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>Out[i] = X[i] + Factor·(X[i + Half] − X[i]) over K; Out may be X.</summary>
internal readonly struct ExtFoldLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(spans.Factor);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> low = ExtLanes<TVector, TLanes>.Load(in spans.X, i);
            ExtLanes<TVector, TLanes> slope = ExtLanes<TVector, TLanes>.Load(in spans.X, i + spans.Half).Subtract(low).Canonical();
            slope.Multiply(factor).Add(low).Store(ref spans.Out, i);
        }
    }
}

/// <summary>Out[i] = X[i] + Factor·(X[i + Half] − X[i]), X over F, Out over K.</summary>
internal readonly struct MixedFoldLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(spans.Factor);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector low = TLanes.Load(in spans.X, i);
            TVector slope = TLanes.InPairOrder(TLanes.Subtract(TLanes.Load(in spans.X, i + spans.Half), low));
            ExtLanes<TVector, TLanes> product = factor.Multiply(slope);
            new ExtLanes<TVector, TLanes>(TLanes.Add(product.A, TLanes.InPairOrder(low)), product.B).Store(ref spans.Out, i);
        }
    }
}
