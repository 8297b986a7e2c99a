using System.Runtime.Intrinsics;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>The loops of transforms for one instruction set.</summary>
internal abstract class TransformPath
{
    private static readonly TransformPath Scalar = new Of<ulong, FieldLanes1, TransformEnd1>();
    private static readonly TransformPath Avx2 = new Of<Vector256<ulong>, FieldLanes4, TransformEnd4>();
    private static readonly TransformPath Avx512 = new Of<Vector512<ulong>, FieldLanes8, TransformEnd8>();

    /// <summary>The widest registers that a level has and that 2^<paramref name="log"/> values fill.</summary>
    public static TransformPath For(CpuLevel level, int log)
    {
        if (level == CpuLevel.Avx512 && log >= TransformEnd8.Log) { return Avx512; }
        return level != CpuLevel.Scalar && log >= TransformEnd4.Log ? Avx2 : Scalar;
    }

    /// <inheritdoc cref="ForwardTransform{TVector, TLanes, TEnd}.Run"/>
    public abstract void Forward(ref ulong source, ref ulong destination, ref ulong twiddles, int log, nuint block);

    /// <inheritdoc cref="ForwardTransform{TVector, TLanes, TEnd}.Strip"/>
    public abstract void ForwardStrip(ref ulong source, ref ulong destination, ref ulong twiddles, nuint row, nuint block);

    /// <inheritdoc cref="InverseTransform{TVector, TLanes, TEnd}.Run"/>
    public abstract void Inverse(ref ulong values, ref ulong twiddles, int log, nuint block, ulong scale);

    /// <inheritdoc cref="InverseTransform{TVector, TLanes, TEnd}.Strip"/>
    public abstract void InverseStrip(ref ulong values, ref ulong twiddles, nuint row, nuint block);

    private sealed class Of<TVector, TLanes, TEnd> : TransformPath
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
        where TEnd : ITransformEnd
    {
        public override void Forward(ref ulong source, ref ulong destination, ref ulong twiddles, int log, nuint block) =>
            ForwardTransform<TVector, TLanes, TEnd>.Run(ref source, ref destination, ref twiddles, log, block);

        public override void ForwardStrip(ref ulong source, ref ulong destination, ref ulong twiddles, nuint row, nuint block) =>
            ForwardTransform<TVector, TLanes, TEnd>.Strip(ref source, ref destination, ref twiddles, row, block);

        public override void Inverse(ref ulong values, ref ulong twiddles, int log, nuint block, ulong scale) =>
            InverseTransform<TVector, TLanes, TEnd>.Run(ref values, ref twiddles, log, block, scale);

        public override void InverseStrip(ref ulong values, ref ulong twiddles, nuint row, nuint block) =>
            InverseTransform<TVector, TLanes, TEnd>.Strip(ref values, ref twiddles, row, block);
    }
}
