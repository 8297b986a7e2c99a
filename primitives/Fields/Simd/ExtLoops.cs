using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>Out = X·Y over K.</summary>
internal readonly struct ExtMultiplyLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> x = ExtLanes<TVector, TLanes>.Load(in spans.X, i), y = ExtLanes<TVector, TLanes>.Load(in spans.Y, i);
            x.Multiply(y).Store(ref spans.Out, i);
        }
    }
}

/// <summary>Out += X·Y over K.</summary>
internal readonly struct ExtMultiplyAddLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> x = ExtLanes<TVector, TLanes>.Load(in spans.X, i), y = ExtLanes<TVector, TLanes>.Load(in spans.Y, i);
            x.Multiply(y).Add(ExtLanes<TVector, TLanes>.Load(in spans.Out, i)).Store(ref spans.Out, i);
        }
    }
}

/// <summary>Out = X·Y, X over K and Y over F.</summary>
internal readonly struct MixedMultiplyLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector y = TLanes.InPairOrder(TLanes.Load(in spans.Y, i));
            ExtLanes<TVector, TLanes>.Load(in spans.X, i).Multiply(y).Store(ref spans.Out, i);
        }
    }
}

/// <summary>Out += X·Y, X over K and Y over F.</summary>
internal readonly struct MixedMultiplyAddLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector y = TLanes.InPairOrder(TLanes.Load(in spans.Y, i));
            ExtLanes<TVector, TLanes>.Load(in spans.X, i).Multiply(y)
                .Add(ExtLanes<TVector, TLanes>.Load(in spans.Out, i)).Store(ref spans.Out, i);
        }
    }
}

/// <summary>Out += Factor·X over K.</summary>
internal readonly struct ExtScaleAddLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(spans.Factor);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes>.Load(in spans.X, i).Multiply(factor)
                .Add(ExtLanes<TVector, TLanes>.Load(in spans.Out, i)).Store(ref spans.Out, i);
        }
    }
}

/// <summary>Out += Factor·X, X over F, Out over K.</summary>
internal readonly struct MixedScaleAddLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(spans.Factor);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector x = TLanes.InPairOrder(TLanes.Load(in spans.X, i));
            factor.Multiply(x).Add(ExtLanes<TVector, TLanes>.Load(in spans.Out, i)).Store(ref spans.Out, i);
        }
    }
}
