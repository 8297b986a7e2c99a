using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FvmCompute.Primitives.Fields.Simd;
using Step = FvmCompute.Primitives.Ntt.Butterfly<System.Runtime.Intrinsics.Vector256<ulong>, FvmCompute.Primitives.Fields.Simd.FieldLanes4>;

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
        Vector256<ulong> first = Vector256.LoadUnsafe(ref twiddles, 2 * block), second = Vector256.LoadUnsafe(ref twiddles, (2 * block) + 4);
        Vector256<ulong> even = Avx2.Permute4x64(Avx2.UnpackLow(first, second), 0b11_01_10_00);
        Vector256<ulong> odd = Avx2.Permute4x64(Avx2.UnpackHigh(first, second), 0b11_01_10_00);
        Step.Four(ref v0, ref v1, ref v2, ref v3, roots, even, odd);
        Transpose(ref v0, ref v1, ref v2, ref v3);
        FieldLanes4.Canonical(v0).StoreUnsafe(ref values);
        FieldLanes4.Canonical(v1).StoreUnsafe(ref values, 4);
        FieldLanes4.Canonical(v2).StoreUnsafe(ref values, 8);
        FieldLanes4.Canonical(v3).StoreUnsafe(ref values, 12);
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
