namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>
/// Elements of F side by side in one register: what loops over spans need of an instruction set. <c>lazy</c> is anything in [0, 2^64),
/// <c>canonical</c> is below p, as in <see cref="Goldilocks"/>.
/// </summary>
internal interface IFieldLanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Elements in a register.</summary>
    static abstract int Count { get; }

    static abstract TVector Broadcast(ulong value);

    /// <summary>Reads <see cref="Count"/> neighbouring words.</summary>
    static abstract TVector Load(ref readonly ulong source, nuint index);

    /// <summary>Writes <see cref="Count"/> neighbouring words.</summary>
    static abstract void Store(TVector value, ref ulong destination, nuint index);

    /// <summary>A lazy sum.</summary>
    static abstract TVector Add(TVector lazy, TVector canonical);

    /// <summary>A lazy difference.</summary>
    static abstract TVector Subtract(TVector lazy, TVector canonical);

    /// <summary>A lazy product of lazy factors.</summary>
    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>8·x, lazy, of a lazy x.</summary>
    static abstract TVector TimesEight(TVector x);

    /// <summary>2^48·x, lazy, of a lazy x: 2^48 is ω_2, a square root of −1.</summary>
    static abstract TVector TimesRootOfMinusOne(TVector x);

    static abstract TVector Canonical(TVector lazy);

    /// <summary>
    /// Takes <see cref="Count"/> pairs (A, B) in two registers apart, or puts them together again: the same exchange both ways.
    /// The lanes come in the order of <see cref="InPairOrder"/>.
    /// </summary>
    static abstract (TVector First, TVector Second) Exchange(TVector x, TVector y);

    /// <summary>Neighbouring words in the order in which <see cref="Exchange"/> leaves the elements of neighbouring pairs.</summary>
    static abstract TVector InPairOrder(TVector x);
}
