namespace FvmCompute.Primitives.Ntt;

/// <summary>The last levels of a forward transform, where elements that meet share a register, and the same levels undone.</summary>
internal interface ITransformEnd
{
    /// <summary>log₂ of the fewest values it takes: as many registers as a register has lanes.</summary>
    static abstract int Log { get; }

    /// <summary>Transforms blocks of as many values as a register has lanes, lazy values to canonical ones.</summary>
    /// <param name="values">All blocks: <paramref name="length"/> words, a multiple of 2^<see cref="Log"/>.</param>
    /// <param name="twiddles">The beginning of the <see cref="TwiddleTable"/>.</param>
    /// <param name="first">The number of the first block among those of its size.</param>
    static abstract void Finish(ref ulong values, ref ulong twiddles, nuint length, nuint first);

    /// <summary>Undoes <see cref="Finish"/> without the division by the number of lanes; canonical in and out.</summary>
    static abstract void Undo(ref ulong values, ref ulong twiddles, nuint length, nuint first);
}
