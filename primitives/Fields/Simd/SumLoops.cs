using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>Sums over registers: lazily in lanes, then across them.</summary>
internal static class LaneSum
{
    /// <summary>The sum of the lanes, which are lazy.</summary>
    public static Ext2 Of<TVector, TLanes>(ExtLanes<TVector, TLanes> lanes)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        Span<ulong> words = stackalloc ulong[2 * TLanes.Count];
        lanes.Store(ref words[0], 0);
        Ext2 sum = Ext2.Zero;
        for (int i = 0; i < words.Length; i += 2) { sum += new Ext2(words[i], words[i + 1]); }
        return sum;
    }
}

/// <summary>Sum += Σ X·Y over K.</summary>
internal readonly struct ExtDotLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> sum = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> x = ExtLanes<TVector, TLanes>.Load(in spans.X, i), y = ExtLanes<TVector, TLanes>.Load(in spans.Y, i);
            sum = sum.Add(x.Multiply(y).Canonical());
        }

        spans.Sum += LaneSum.Of(sum);
    }
}

/// <summary>Sum += Σ X·Y, X over K and Y over F.</summary>
internal readonly struct MixedDotLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> sum = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero);
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector y = TLanes.InPairOrder(TLanes.Load(in spans.Y, i));
            sum = sum.Add(ExtLanes<TVector, TLanes>.Load(in spans.X, i).Multiply(y).Canonical());
        }

        spans.Sum += LaneSum.Of(sum);
    }
}

/// <summary>Sum += Σ X[i]·Y[i] and TopSum += Σ (X[i + Half] − X[i])·(Y[i + Half] − Y[i]) over K: a_0 and a_2 of a plain sumcheck round.</summary>
internal readonly struct ExtRoundLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> sum = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), top = sum;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> x = ExtLanes<TVector, TLanes>.Load(in spans.X, i), y = ExtLanes<TVector, TLanes>.Load(in spans.Y, i);
            ExtLanes<TVector, TLanes> xSlope = ExtLanes<TVector, TLanes>.Load(in spans.X, i + spans.Half).Subtract(x).Canonical();
            ExtLanes<TVector, TLanes> ySlope = ExtLanes<TVector, TLanes>.Load(in spans.Y, i + spans.Half).Subtract(y).Canonical();
            sum = sum.Add(x.Multiply(y).Canonical());
            top = top.Add(xSlope.Multiply(ySlope).Canonical());
        }

        spans.Sum += LaneSum.Of(sum);
        spans.TopSum += LaneSum.Of(top);
    }
}

/// <summary>As <see cref="ExtRoundLoop"/>, X over K and Y over F.</summary>
internal readonly struct MixedRoundLoop : IFieldLoop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        ExtLanes<TVector, TLanes> sum = ExtLanes<TVector, TLanes>.Broadcast(Ext2.Zero), top = sum;
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> x = ExtLanes<TVector, TLanes>.Load(in spans.X, i);
            ExtLanes<TVector, TLanes> slope = ExtLanes<TVector, TLanes>.Load(in spans.X, i + spans.Half).Subtract(x).Canonical();
            TVector y = TLanes.Load(in spans.Y, i), ySlope = TLanes.Subtract(TLanes.Load(in spans.Y, i + spans.Half), y);
            sum = sum.Add(x.Multiply(TLanes.InPairOrder(y)).Canonical());
            top = top.Add(slope.Multiply(TLanes.InPairOrder(ySlope)).Canonical());
        }

        spans.Sum += LaneSum.Of(sum);
        spans.TopSum += LaneSum.Of(top);
    }
}
