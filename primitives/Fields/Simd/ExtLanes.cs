using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>Elements A + B·X of K side by side: a register of each coordinate.</summary>
internal readonly struct ExtLanes<TVector, TLanes>(TVector a, TVector b)
    where TVector : unmanaged
    where TLanes : IFieldLanes<TVector>
{
    public readonly TVector A = a;
    public readonly TVector B = b;

    /// <summary>Reads neighbouring elements, in the order of <see cref="IFieldLanes{TVector}.InPairOrder"/>.</summary>
    /// <param name="index">Counts elements, two words each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExtLanes<TVector, TLanes> Load(ref readonly ulong source, nuint index)
    {
        TVector x = TLanes.Load(in source, 2 * index), y = TLanes.Load(in source, (2 * index) + (nuint)TLanes.Count);
        (TVector a, TVector b) = TLanes.Exchange(x, y);
        return new(a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExtLanes<TVector, TLanes> Broadcast(Ext2 value) => new(TLanes.Broadcast(value.A), TLanes.Broadcast(value.B));

    /// <summary>Writes canonical elements back in the order they were read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref ulong destination, nuint index)
    {
        (TVector x, TVector y) = TLanes.Exchange(TLanes.Canonical(A), TLanes.Canonical(B));
        TLanes.Store(x, ref destination, 2 * index);
        TLanes.Store(y, ref destination, (2 * index) + (nuint)TLanes.Count);
    }

    /// <summary>The canonical form of lazy coordinates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ExtLanes<TVector, TLanes> Canonical() => new(TLanes.Canonical(A), TLanes.Canonical(B));

    /// <summary>A lazy sum of this, lazy, and a canonical element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ExtLanes<TVector, TLanes> Add(ExtLanes<TVector, TLanes> canonical) => new(TLanes.Add(A, canonical.A), TLanes.Add(B, canonical.B));

    /// <summary>A lazy difference of this, lazy, and a canonical element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ExtLanes<TVector, TLanes> Subtract(ExtLanes<TVector, TLanes> canonical) =>
        new(TLanes.Subtract(A, canonical.A), TLanes.Subtract(B, canonical.B));

    /// <summary>A lazy product of canonical elements, by three multiplications.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ExtLanes<TVector, TLanes> Multiply(ExtLanes<TVector, TLanes> other)
    {
        TVector low = TLanes.Multiply(A, other.A);
        TVector high = TLanes.Multiply(B, other.B);
        TVector cross = TLanes.Multiply(TLanes.Add(A, B), TLanes.Add(other.A, other.B));
        TVector once = TLanes.Canonical(high);

        // X² = 7 and 7·high = 8·high − high.
        TVector a = TLanes.Add(TLanes.Subtract(low, once), TLanes.Canonical(TLanes.TimesEight(high)));
        TVector b = TLanes.Subtract(TLanes.Subtract(cross, TLanes.Canonical(low)), once);
        return new(a, b);
    }

    /// <summary>A lazy product with lazy elements of F, in the order of <see cref="IFieldLanes{TVector}.InPairOrder"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ExtLanes<TVector, TLanes> Multiply(TVector other) => new(TLanes.Multiply(A, other), TLanes.Multiply(B, other));
}
