using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>Four elements in an AVX2 register, which has neither an unsigned comparison nor a minimum of 64-bit words.</summary>
internal readonly struct FieldLanes4 : IFieldLanes<Vector256<ulong>>
{
    public static int Count => 4;

    private static Vector256<ulong> Epsilon => Vector256.Create(Goldilocks.Epsilon);

    private static Vector256<ulong> Sign => Vector256.Create(1UL << 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Broadcast(ulong value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Load(ref readonly ulong source, nuint index) => Vector256.LoadUnsafe(in source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<ulong> value, ref ulong destination, nuint index) => value.StoreUnsafe(ref destination, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Add(Vector256<ulong> lazy, Vector256<ulong> canonical)
    {
        Vector256<ulong> sum = lazy + canonical;
        return sum + (Below(sum, canonical) & Epsilon);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Subtract(Vector256<ulong> lazy, Vector256<ulong> canonical) =>
        lazy - canonical - (Below(lazy, canonical) & Epsilon);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Multiply(Vector256<ulong> x, Vector256<ulong> y)
    {
        Vector256<ulong> xHigh = x >>> 32, yHigh = y >>> 32;
        Vector256<ulong> low = Avx2.Multiply(x.AsUInt32(), y.AsUInt32());
        Vector256<ulong> first = Avx2.Multiply(xHigh.AsUInt32(), y.AsUInt32()) + (low >>> 32);
        Vector256<ulong> second = Avx2.Multiply(x.AsUInt32(), yHigh.AsUInt32()) + (first & Epsilon);
        Vector256<ulong> high = Avx2.Multiply(xHigh.AsUInt32(), yHigh.AsUInt32()) + (first >>> 32) + (second >>> 32);
        Vector256<ulong> lowWord = Avx2.Blend(low.AsUInt32(), (second << 32).AsUInt32(), 0b10101010).AsUInt64();
        Vector256<ulong> difference = Subtract(lowWord, high >>> 32);
        return Add(difference, Avx2.Multiply(high.AsUInt32(), Epsilon.AsUInt32()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> TimesEight(Vector256<ulong> x) =>
        Add(x << 3, Avx2.Multiply((x >>> 61).AsUInt32(), Epsilon.AsUInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> TimesRootOfMinusOne(Vector256<ulong> x)
    {
        Vector256<ulong> difference = Subtract(x << 48, x >>> 48);
        return Add(difference, Avx2.Multiply((x >>> 16).AsUInt32(), Epsilon.AsUInt32()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Canonical(Vector256<ulong> lazy) =>
        lazy + (Below(Vector256.Create(Goldilocks.Modulus - 1), lazy) & Epsilon);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<ulong> First, Vector256<ulong> Second) Exchange(Vector256<ulong> x, Vector256<ulong> y) =>
        (Avx2.UnpackLow(x, y), Avx2.UnpackHigh(x, y));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> InPairOrder(Vector256<ulong> x) => Avx2.Permute4x64(x, 0b11_01_10_00);

    /// <summary>All ones where x is below y: with the top bit flipped the signed comparison orders unsigned words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Below(Vector256<ulong> x, Vector256<ulong> y) =>
        Avx2.CompareGreaterThan((y ^ Sign).AsInt64(), (x ^ Sign).AsInt64()).AsUInt64();
}
