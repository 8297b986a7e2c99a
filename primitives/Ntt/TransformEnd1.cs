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

    /// <inheritdoc/>
    public static void Undo(ref ulong values, ref ulong twiddles, nuint length, nuint first)
    {
    }

    /// <summary>What ends of vectors undo, for the very first values, whose roots are not mirrored as others' are.</summary>
    /// <param name="block">Words of a block.</param>
    public static void UndoFirst(ref ulong values, ref ulong twiddles, nuint length, nuint block)
    {
        for (nuint half = 1; half < block; half *= 2)
        {
            InverseTransform<ulong, FieldLanes1, TransformEnd1>.One(ref values, ref twiddles, length, half, first: 0);
        }
    }
}
