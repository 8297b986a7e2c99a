using System.Runtime.InteropServices;
using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>
/// Arithmetic of spans on one core, with the widest registers of <see cref="CpuPath.Current"/>. Elements are canonical, on both sides.
/// A result may be the very span of an operand; spans that overlap otherwise give undefined results. Nothing is allocated.
/// </summary>
public static partial class FieldSpans
{
    /// <summary>sum[i] = x[i] + y[i].</summary>
    public static void Add(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y, Span<ulong> sum) => Elementwise<AddLoop>(CpuPath.Current, x, y, sum);

    /// <inheritdoc cref="Add(ReadOnlySpan{ulong}, ReadOnlySpan{ulong}, Span{ulong})"/>
    public static void Add(ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y, Span<Ext2> sum) => Add(Words(x), Words(y), Words(sum));

    /// <summary>difference[i] = x[i] − y[i].</summary>
    public static void Subtract(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y, Span<ulong> difference) =>
        Elementwise<SubtractLoop>(CpuPath.Current, x, y, difference);

    /// <inheritdoc cref="Subtract(ReadOnlySpan{ulong}, ReadOnlySpan{ulong}, Span{ulong})"/>
    public static void Subtract(ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y, Span<Ext2> difference) => Subtract(Words(x), Words(y), Words(difference));

    /// <summary>product[i] = x[i]·y[i].</summary>
    public static void Multiply(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y, Span<ulong> product) =>
        Elementwise<MultiplyLoop>(CpuPath.Current, x, y, product);

    /// <inheritdoc cref="Multiply(ReadOnlySpan{ulong}, ReadOnlySpan{ulong}, Span{ulong})"/>
    public static void Multiply(ReadOnlySpan<Ext2> x, ReadOnlySpan<ulong> y, Span<Ext2> product) =>
        Elementwise<MixedMultiplyLoop>(CpuPath.Current, x, y, product);

    /// <inheritdoc cref="Multiply(ReadOnlySpan{ulong}, ReadOnlySpan{ulong}, Span{ulong})"/>
    public static void Multiply(ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y, Span<Ext2> product) =>
        Elementwise<ExtMultiplyLoop>(CpuPath.Current, x, y, product);

    /// <summary>sum[i] += x[i]·y[i].</summary>
    public static void MultiplyAdd(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y, Span<ulong> sum) =>
        Elementwise<MultiplyAddLoop>(CpuPath.Current, x, y, sum);

    /// <inheritdoc cref="MultiplyAdd(ReadOnlySpan{ulong}, ReadOnlySpan{ulong}, Span{ulong})"/>
    public static void MultiplyAdd(ReadOnlySpan<Ext2> x, ReadOnlySpan<ulong> y, Span<Ext2> sum) =>
        Elementwise<MixedMultiplyAddLoop>(CpuPath.Current, x, y, sum);

    /// <inheritdoc cref="MultiplyAdd(ReadOnlySpan{ulong}, ReadOnlySpan{ulong}, Span{ulong})"/>
    public static void MultiplyAdd(ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y, Span<Ext2> sum) =>
        Elementwise<ExtMultiplyAddLoop>(CpuPath.Current, x, y, sum);

    /// <summary>product[i] = factor·x[i].</summary>
    public static void Scale(ulong factor, ReadOnlySpan<ulong> x, Span<ulong> product) => Scale(CpuPath.Current, factor, x, product);

    /// <summary>sum[i] = x[i] + factor·y[i].</summary>
    public static void AddScaled(ReadOnlySpan<ulong> x, ulong factor, ReadOnlySpan<ulong> y, Span<ulong> sum) =>
        AddScaled(CpuPath.Current, x, factor, y, sum);

    /// <summary>sum[i] += factor·x[i]: a row joins a combination of rows.</summary>
    public static void ScaleAdd(Ext2 factor, ReadOnlySpan<ulong> x, Span<Ext2> sum) => ScaleAdd(CpuPath.Current, factor, x, sum);

    /// <inheritdoc cref="ScaleAdd(Ext2, ReadOnlySpan{ulong}, Span{Ext2})"/>
    public static void ScaleAdd(Ext2 factor, ReadOnlySpan<Ext2> x, Span<Ext2> sum) => ScaleAdd(CpuPath.Current, factor, x, sum);

    internal static void Elementwise<TLoop>(CpuLevel level, ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y, Span<ulong> result)
        where TLoop : IFieldLoop
    {
        Require.Length(y.Length, x.Length);
        Require.Length(result.Length, x.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Y = ref FieldLoop.Words(y), Out = ref FieldLoop.Words(result) };
        FieldLoop.Run<TLoop>(level, ref spans, x.Length);
    }

    internal static void Elementwise<TLoop>(CpuLevel level, ReadOnlySpan<Ext2> x, ReadOnlySpan<ulong> y, Span<Ext2> result)
        where TLoop : IFieldLoop
    {
        Require.Length(y.Length, x.Length);
        Require.Length(result.Length, x.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Y = ref FieldLoop.Words(y), Out = ref FieldLoop.Words(result) };
        FieldLoop.Run<TLoop>(level, ref spans, x.Length);
    }

    internal static void Elementwise<TLoop>(CpuLevel level, ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y, Span<Ext2> result)
        where TLoop : IFieldLoop
    {
        Require.Length(y.Length, x.Length);
        Require.Length(result.Length, x.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Y = ref FieldLoop.Words(y), Out = ref FieldLoop.Words(result) };
        FieldLoop.Run<TLoop>(level, ref spans, x.Length);
    }

    internal static void Scale(CpuLevel level, ulong factor, ReadOnlySpan<ulong> x, Span<ulong> product)
    {
        Require.Length(product.Length, x.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Out = ref FieldLoop.Words(product), Factor = factor };
        FieldLoop.Run<ScaleLoop>(level, ref spans, x.Length);
    }

    internal static void AddScaled(CpuLevel level, ReadOnlySpan<ulong> x, ulong factor, ReadOnlySpan<ulong> y, Span<ulong> sum)
    {
        Require.Length(y.Length, x.Length);
        Require.Length(sum.Length, x.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Y = ref FieldLoop.Words(y), Out = ref FieldLoop.Words(sum), Factor = factor };
        FieldLoop.Run<AddScaledLoop>(level, ref spans, x.Length);
    }

    internal static void ScaleAdd(CpuLevel level, Ext2 factor, ReadOnlySpan<ulong> x, Span<Ext2> sum)
    {
        Require.Length(sum.Length, x.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Out = ref FieldLoop.Words(sum), Factor = factor };
        FieldLoop.Run<MixedScaleAddLoop>(level, ref spans, x.Length);
    }

    internal static void ScaleAdd(CpuLevel level, Ext2 factor, ReadOnlySpan<Ext2> x, Span<Ext2> sum)
    {
        Require.Length(sum.Length, x.Length);
        LoopSpans spans = new() { X = ref FieldLoop.Words(x), Out = ref FieldLoop.Words(sum), Factor = factor };
        FieldLoop.Run<ExtScaleAddLoop>(level, ref spans, x.Length);
    }

    private static ReadOnlySpan<ulong> Words(ReadOnlySpan<Ext2> elements) => MemoryMarshal.Cast<Ext2, ulong>(elements);

    private static Span<ulong> Words(Span<Ext2> elements) => MemoryMarshal.Cast<Ext2, ulong>(elements);
}
