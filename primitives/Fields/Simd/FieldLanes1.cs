using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>One element in a general register: the portable form, and the tail of the others.</summary>
internal readonly struct FieldLanes1 : IFieldLanes<ulong>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Broadcast(ulong value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ref readonly ulong source, nuint index) => Unsafe.Add(ref Unsafe.AsRef(in source), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ulong value, ref ulong destination, nuint index) => Unsafe.Add(ref destination, index) = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong lazy, ulong canonical)
    {
        ulong sum = lazy + canonical;
        return sum + (Goldilocks.Mask(sum < canonical) & Goldilocks.Epsilon);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong lazy, ulong canonical) => lazy - canonical - (Goldilocks.Mask(lazy < canonical) & Goldilocks.Epsilon);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Multiply(ulong x, ulong y)
    {
        // Two products: the form with an out parameter makes the JIT pass the low word through memory.
        ulong high = Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(x, y) : Math.BigMul(x, y, out _);
        ulong difference = Subtract(x * y, high >> 32);
        return Add(difference, (high & Goldilocks.Epsilon) * Goldilocks.Epsilon);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong TimesEight(ulong x) => Add(x << 3, (x >> 61) * Goldilocks.Epsilon);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong TimesRootOfMinusOne(ulong x) =>
        Add(Subtract(x << 48, x >> 48), ((x >> 16) & Goldilocks.Epsilon) * Goldilocks.Epsilon);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Canonical(ulong lazy) => Goldilocks.Canonical(lazy);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong First, ulong Second) Exchange(ulong x, ulong y) => (x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong InPairOrder(ulong x) => x;
}
