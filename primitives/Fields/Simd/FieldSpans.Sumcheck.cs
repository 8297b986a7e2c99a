using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Fields.Simd;

public static partial class FieldSpans
{
    /// <summary>result[i] = table[i] + r·(table[i + half] − table[i]): binds the top variable of a multilinear table to r.</summary>
    /// <param name="table">2·half elements.</param>
    /// <param name="result">half elements.</param>
    public static void Fold(ReadOnlySpan<ulong> table, Ext2 r, Span<Ext2> result) => Fold(CpuPath.Current, table, r, result);

    /// <inheritdoc cref="Fold(ReadOnlySpan{ulong}, Ext2, Span{Ext2})"/>
    /// <param name="table">2·half elements.</param>
    /// <param name="result">half elements; may be the first half of the table.</param>
    public static void Fold(ReadOnlySpan<Ext2> table, Ext2 r, Span<Ext2> result) => Fold(CpuPath.Current, table, r, result);

    /// <summary>Σ x[i]·y[i].</summary>
    public static Ext2 Dot(ReadOnlySpan<Ext2> x, ReadOnlySpan<ulong> y) => Dot(CpuPath.Current, x, y);

    /// <inheritdoc cref="Dot(ReadOnlySpan{Ext2}, ReadOnlySpan{ulong})"/>
    public static Ext2 Dot(ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y) => Dot(CpuPath.Current, x, y);

    /// <summary>
    /// Coefficients a_0 and a_2 of Σ_b x(b, X)·y(b, X), the message of a plain sumcheck round (proof-system.md §3): i is paired with i + half.
    /// </summary>
    /// <param name="x">2·half elements.</param>
    /// <param name="y">2·half elements.</param>
    public static (Ext2 Constant, Ext2 Square) Round(ReadOnlySpan<Ext2> x, ReadOnlySpan<ulong> y) => Round(CpuPath.Current, x, y);

    /// <inheritdoc cref="Round(ReadOnlySpan{Ext2}, ReadOnlySpan{ulong})"/>
    public static (Ext2 Constant, Ext2 Square) Round(ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y) => Round(CpuPath.Current, x, y);

    internal static void Fold(CpuLevel level, ReadOnlySpan<ulong> table, Ext2 r, Span<Ext2> result)
    {
        Require.Length(table.Length, 2 * result.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(table), Out = ref FieldLoop.Words(result), Factor = r, Half = (nuint)result.Length };
        FieldLoop.Run<MixedFoldLoop>(level, ref spans, result.Length);
    }

    internal static void Fold(CpuLevel level, ReadOnlySpan<Ext2> table, Ext2 r, Span<Ext2> result)
    {
        Require.Length(table.Length, 2 * result.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(table), Out = ref FieldLoop.Words(result), Factor = r, Half = (nuint)result.Length };
        FieldLoop.Run<ExtFoldLoop>(level, ref spans, result.Length);
    }

    internal static Ext2 Dot(CpuLevel level, ReadOnlySpan<Ext2> x, ReadOnlySpan<ulong> y)
    {
        Require.Length(y.Length, x.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Y = ref FieldLoop.Words(y) };
        FieldLoop.Run<MixedDotLoop>(level, ref spans, x.Length);
        return spans.Sum;
    }

    internal static Ext2 Dot(CpuLevel level, ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y)
    {
        Require.Length(y.Length, x.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Y = ref FieldLoop.Words(y) };
        FieldLoop.Run<ExtDotLoop>(level, ref spans, x.Length);
        return spans.Sum;
    }

    internal static (Ext2 Constant, Ext2 Square) Round(CpuLevel level, ReadOnlySpan<Ext2> x, ReadOnlySpan<ulong> y)
    {
        Require.Length(y.Length, x.Length);
        Require.MultipleOf(x.Length, 2);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Y = ref FieldLoop.Words(y), Half = (nuint)x.Length / 2 };
        FieldLoop.Run<MixedRoundLoop>(level, ref spans, x.Length / 2);
        return (spans.Sum, spans.TopSum);
    }

    internal static (Ext2 Constant, Ext2 Square) Round(CpuLevel level, ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y)
    {
        Require.Length(y.Length, x.Length);
        Require.MultipleOf(x.Length, 2);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Y = ref FieldLoop.Words(y), Half = (nuint)x.Length / 2 };
        FieldLoop.Run<ExtRoundLoop>(level, ref spans, x.Length / 2);
        return (spans.Sum, spans.TopSum);
    }
}
