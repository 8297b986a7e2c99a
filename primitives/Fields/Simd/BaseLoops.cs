using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>Out = X + Y over F.</summary>
internal readonly struct AddLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector sum = TLanes.Add(TLanes.Load(in spans.X, i), TLanes.Load(in spans.Y, i));
            TLanes.Store(TLanes.Canonical(sum), ref spans.Out, i);
        }
    }
}

/// <summary>Out = X − Y over F.</summary>
internal readonly struct SubtractLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector difference = TLanes.Subtract(TLanes.Load(in spans.X, i), TLanes.Load(in spans.Y, i));
            TLanes.Store(TLanes.Canonical(difference), ref spans.Out, i);
        }
    }
}

/// <summary>Out = X·Y over F.</summary>
internal readonly struct MultiplyLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector product = TLanes.Multiply(TLanes.Load(in spans.X, i), TLanes.Load(in spans.Y, i));
            TLanes.Store(TLanes.Canonical(product), ref spans.Out, i);
        }
    }
}

/// <summary>Out += X·Y over F.</summary>
internal readonly struct MultiplyAddLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector product = TLanes.Multiply(TLanes.Load(in spans.X, i), TLanes.Load(in spans.Y, i));
            TVector sum = TLanes.Add(product, TLanes.Load(in spans.Out, i));
            TLanes.Store(TLanes.Canonical(sum), ref spans.Out, i);
        }
    }
}

/// <summary>Out = Factor·X over F; the factor is in the A coordinate.</summary>
internal readonly struct ScaleLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        TVector factor = TLanes.Broadcast(spans.Factor.A);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TLanes.Store(TLanes.Canonical(TLanes.Multiply(TLanes.Load(in spans.X, i), factor)), ref spans.Out, i);
        }
    }
}

/// <summary>Out = X + Factor·Y over F; the factor is in the A coordinate.</summary>
internal readonly struct AddScaledLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        TVector factor = TLanes.Broadcast(spans.Factor.A);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector product = TLanes.Multiply(TLanes.Load(in spans.Y, i), factor);
            TLanes.Store(TLanes.Canonical(TLanes.Add(product, TLanes.Load(in spans.X, i))), ref spans.Out, i);
        }
    }
}
