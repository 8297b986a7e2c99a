using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Lanes;

/// <summary>What passes do with registers of K.</summary>
internal static class Lane
{
    /// <summary>The words A, B, A, B, … of elements.</summary>
    public static ref ulong Words(Span<Ext2> elements) => ref Unsafe.As<Ext2, ulong>(ref MemoryMarshal.GetReference(elements));

    /// <inheritdoc cref="Words(Span{Ext2})"/>
    public static ref ulong Words(ReadOnlySpan<Ext2> elements) => ref Unsafe.As<Ext2, ulong>(ref MemoryMarshal.GetReference(elements));

    /// <summary>low + factor·(high − low), canonical.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExtLanes<TVector, TLanes> Fold<TVector, TLanes>(
        ExtLanes<TVector, TLanes> low, ExtLanes<TVector, TLanes> high, ExtLanes<TVector, TLanes> factor)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector> => high.Subtract(low).Canonical().Multiply(factor).Add(low).Canonical();

    /// <summary>x·y, canonical.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExtLanes<TVector, TLanes> Product<TVector, TLanes>(ExtLanes<TVector, TLanes> x, ExtLanes<TVector, TLanes> y)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector> => x.Multiply(y).Canonical();
}
