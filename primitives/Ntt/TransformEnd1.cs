using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>Four values in general registers.</summary>
internal readonly struct TransformEnd1 : ITransformEnd
{
    public static int Log => 2;

    /// <inheritdoc/>
    public static void Finish(ref ulong values, ref ulong twiddles, nuint block)
    {
        ulong v0 = values, v1 = Unsafe.Add(ref values, 1), v2 = Unsafe.Add(ref values, 2), v3 = Unsafe.Add(ref values, 3);
        ref ulong next = ref Unsafe.Add(ref twiddles, 2 * block);
        Butterfly<ulong, FieldLanes1>.Four(ref v0, ref v1, ref v2, ref v3, Unsafe.Add(ref twiddles, block), next, Unsafe.Add(ref next, 1));
        values = FieldLanes1.Canonical(v0);
        Unsafe.Add(ref values, 1) = FieldLanes1.Canonical(v1);
        Unsafe.Add(ref values, 2) = FieldLanes1.Canonical(v2);
        Unsafe.Add(ref values, 3) = FieldLanes1.Canonical(v3);
    }
}
