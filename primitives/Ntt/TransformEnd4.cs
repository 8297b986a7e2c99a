using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FvmCompute.Primitives.Fields.Simd;
using Step = FvmCompute.Primitives.Ntt.Butterfly<System.Runtime.Intrinsics.Vector256<ulong>, FvmCompute.Primitives.Fields.Simd.FieldLanes4>;
using UndoStep = FvmCompute.Primitives.Ntt.InverseButterfly<System.Runtime.Intrinsics.Vector256<ulong>, FvmCompute.Primitives.Fields.Simd.FieldLanes4>;

namespace FvmCompute.Primitives.Ntt;

/// <summary>Sixteen values in four AVX2 registers, with rows and columns exchanged: lane j holds block j of four values.</summary>
internal readonly struct TransformEnd4 : ITransformEnd
{
    public static int Log => 4;

    /// <inheritdoc/>
    public static void Finish(ref ulong values, ref ulong twiddles, nuint length, nuint first)
    {
        for (nuint i = 0; i < length; i += 16) { Finish(ref Unsafe.Add(ref values, i), ref twiddles, first + (i / 4)); }
    }

    private static void Finish(ref ulong values, ref ulong twiddles, nuint block)
    {
        Vector256<ulong> v0 = Vector256.LoadUnsafe(ref values), v1 = Vector256.LoadUnsafe(ref values, 4);
        Vector256<ulong> v2 = Vector256.LoadUnsafe(ref values, 8), v3 = Vector256.LoadUnsafe(ref values, 12);
        Transpose(ref v0, ref v1, ref v2, ref v3);

        // The halves of a block have the roots at twice its number.
        Vector256<ulong> roots = Vector256.LoadUnsafe(ref twiddles, block);
        (Vector256<ulong> even, Vector256<ulong> odd) = Parted(ref twiddles, 2 * block);
        Step.Four(ref v0, ref v1, ref v2, ref v3, roots, even, odd);
        Transpose(ref v0, ref v1, ref v2, ref v3);
        FieldLanes4.Canonical(v0).StoreUnsafe(ref values);
        FieldLanes4.Canonical(v1).StoreUnsafe(ref values, 4);
        FieldLanes4.Canonical(v2).StoreUnsafe(ref values, 8);
        FieldLanes4.Canonical(v3).StoreUnsafe(ref values, 12);
    }

    /// <inheritdoc/>
    public static void Undo(ref ulong values, ref ulong twiddles, nuint length, nuint first)
    {
        for (nuint i = 0; i < length; i += 16)
        {
            ref ulong part = ref Unsafe.Add(ref values, i);
            if (first + i == 0) { TransformEnd1.UndoFirst(ref part, ref twiddles, 16, 4); }
            else { Undo(ref part, ref twiddles, TwiddleTable.Mirrored(first + (i / 4) + 3)); }
        }
    }

    /// <param name="mirrored">Where the roots of the last block begin: those of the others follow, which therefore come in opposite order.</param>
    private static void Undo(ref ulong values, ref ulong twiddles, nuint mirrored)
    {
        Vector256<ulong> v3 = Vector256.LoadUnsafe(ref values), v2 = Vector256.LoadUnsafe(ref values, 4);
        Vector256<ulong> v1 = Vector256.LoadUnsafe(ref values, 8), v0 = Vector256.LoadUnsafe(ref values, 12);
        Transpose(ref v0, ref v1, ref v2, ref v3);
        (Vector256<ulong> even, Vector256<ulong> odd) = Parted(ref twiddles, 2 * mirrored);
        UndoStep.Two(ref v0, ref v1, Negated(odd));
        UndoStep.Two(ref v2, ref v3, Negated(even));
        Vector256<ulong> inverse = Negated(Vector256.LoadUnsafe(ref twiddles, mirrored));
        UndoStep.Two(ref v0, ref v2, inverse);
        UndoStep.Two(ref v1, ref v3, inverse);
        Transpose(ref v0, ref v1, ref v2, ref v3);
        v3.StoreUnsafe(ref values);
        v2.StoreUnsafe(ref values, 4);
        v1.StoreUnsafe(ref values, 8);
        v0.StoreUnsafe(ref values, 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Negated(Vector256<ulong> canonical) => FieldLanes4.Subtract(Vector256<ulong>.Zero, canonical);

    /// <summary>Eight neighbouring words as those at even and those at odd places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<ulong> Even, Vector256<ulong> Odd) Parted(ref ulong words, nuint at)
    {
        Vector256<ulong> first = Vector256.LoadUnsafe(ref words, at), second = Vector256.LoadUnsafe(ref words, at + 4);
        return (Avx2.Permute4x64(Avx2.UnpackLow(first, second), 0b11_01_10_00), Avx2.Permute4x64(Avx2.UnpackHigh(first, second), 0b11_01_10_00));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector256<ulong> v0, ref Vector256<ulong> v1, ref Vector256<ulong> v2, ref Vector256<ulong> v3)
    {
        Vector256<ulong> even01 = Avx2.UnpackLow(v0, v1), odd01 = Avx2.UnpackHigh(v0, v1);
        Vector256<ulong> even23 = Avx2.UnpackLow(v2, v3), odd23 = Avx2.UnpackHigh(v2, v3);
        v0 = Avx2.Permute2x128(even01, even23, 0x20);
        v1 = Avx2.Permute2x128(odd01, odd23, 0x20);
        v2 = Avx2.Permute2x128(even01, even23, 0x31);
        v3 = Avx2.Permute2x128(odd01, odd23, 0x31);
    }
}
