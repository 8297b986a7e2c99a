using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>Values in general registers, which meet nobody in theirs.</summary>
internal readonly struct TransformEnd1 : ITransformEnd
{
    public static int Log => 0;

    /// <inheritdoc/>
    public static void Finish(ref ulong values, ref ulong twiddles, nuint length, nuint first)
    {
        for (nuint i = 0; i < length; i++) { Unsafe.Add(ref values, i) = FieldLanes1.Canonical(Unsafe.Add(ref values, i)); }
    }
}
