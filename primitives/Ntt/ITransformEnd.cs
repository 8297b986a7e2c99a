namespace FvmCompute.Primitives.Ntt;

/// <summary>The last levels of a forward transform, where elements that meet share a register.</summary>
internal interface ITransformEnd
{
    /// <summary>log₂ of the values it transforms.</summary>
    static abstract int Log { get; }

    /// <summary>Transforms lazy values to canonical ones.</summary>
    /// <param name="values">2^<see cref="Log"/> words.</param>
    /// <param name="twiddles">The beginning of the <see cref="TwiddleTable"/>.</param>
    /// <param name="block">The number of these values among the blocks of their size.</param>
    static abstract void Finish(ref ulong values, ref ulong twiddles, nuint block);
}
