using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>Eight elements in an AVX-512 register.</summary>
internal readonly struct FieldLanes8 : IFieldLanes<Vector512<ulong>>
{
    public static int Count => 8;

    private static Vector512<ulong> Modulus => Vector512.Create(Goldilocks.Modulus);

    private static Vector512<ulong> Epsilon => Vector512.Create(Goldilocks.Epsilon);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Broadcast(ulong value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Load(ref readonly ulong source, nuint index) => Vector512.LoadUnsafe(in source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<ulong> value, ref ulong destination, nuint index) => value.StoreUnsafe(ref destination, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Add(Vector512<ulong> lazy, Vector512<ulong> canonical)
    {
        Vector512<ulong> sum = lazy + canonical;
        return Vector512.ConditionalSelect(Vector512.LessThan(sum, canonical), sum + Epsilon, sum);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Subtract(Vector512<ulong> lazy, Vector512<ulong> canonical)
    {
        Vector512<ulong> difference = lazy - canonical;
        return Vector512.ConditionalSelect(Vector512.LessThan(lazy, canonical), difference - Epsilon, difference);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Multiply(Vector512<ulong> x, Vector512<ulong> y)
    {
        Vector512<ulong> xHigh = x >>> 32, yHigh = y >>> 32;
        Vector512<ulong> low = Avx512F.Multiply(x.AsUInt32(), y.AsUInt32());
        Vector512<ulong> first = Avx512F.Multiply(xHigh.AsUInt32(), y.AsUInt32()) + (low >>> 32);
        Vector512<ulong> second = Avx512F.Multiply(x.AsUInt32(), yHigh.AsUInt32()) + (first & Epsilon);
        Vector512<ulong> high = Avx512F.Multiply(xHigh.AsUInt32(), yHigh.AsUInt32()) + (first >>> 32) + (second >>> 32);
        Vector512<ulong> lowWord = (second << 32) | (low & Epsilon);
        return Reduce(high, lowWord);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> TimesEight(Vector512<ulong> x)
    {
        Vector512<ulong> middle = Avx512F.Multiply((x >>> 61).AsUInt32(), Epsilon.AsUInt32());
        return Add(x << 3, middle);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> TimesRootOfMinusOne(Vector512<ulong> x)
    {
        Vector512<ulong> difference = Subtract(x << 48, x >>> 48);
        return Add(difference, Avx512F.Multiply((x >>> 16).AsUInt32(), Epsilon.AsUInt32()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Canonical(Vector512<ulong> lazy) => Vector512.Min(lazy, lazy - Modulus);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<ulong> First, Vector512<ulong> Second) Exchange(Vector512<ulong> x, Vector512<ulong> y) =>
        (Avx512F.UnpackLow(x, y), Avx512F.UnpackHigh(x, y));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> InPairOrder(Vector512<ulong> x) => Avx512F.PermuteVar8x64(x, Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7));

    /// <summary>See <see cref="Goldilocks.ReduceLazy"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Reduce(Vector512<ulong> high, Vector512<ulong> low)
    {
        Vector512<ulong> difference = Subtract(low, high >>> 32);
        return Add(difference, Avx512F.Multiply(high.AsUInt32(), Epsilon.AsUInt32()));
    }
}
