using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Fields.Simd;

/// <summary>A loop over spans that is written once for every register width.</summary>
internal interface IFieldLoop
{
    /// <summary>
    /// Does elements <paramref name="from"/> to <paramref name="to"/>, a multiple of the lanes. Not to be inlined: the JIT's budget for inlining grows with the
    /// method it starts from, and in a short caller arithmetic on registers becomes calls.
    /// </summary>
    static abstract void Run<TVector, TLanes>(ref LoopSpans spans, nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>;
}

/// <summary>What a loop works on. The words of spans of <see cref="Ext2"/> are A, B, A, B, …; a loop knows which of its spans those are.</summary>
internal ref struct LoopSpans
{
    public ref ulong X;
    public ref ulong Y;
    public ref ulong Out;

    /// <summary>Elements from the first of a pair to the second, where a loop pairs i with i + half.</summary>
    public nuint Half;

    /// <summary>The factor of all elements, where a loop has one.</summary>
    public Ext2 Factor;

    /// <summary>Sums, where a loop has results: it adds to them.</summary>
    public Ext2 Sum;

    public Ext2 TopSum;
}

/// <summary>Runs loops on the widest registers of a level, and the last few elements one by one.</summary>
internal static class FieldLoop
{
    public static void Run<TLoop>(CpuLevel level, ref LoopSpans spans, int count)
        where TLoop : IFieldLoop
    {
        nuint done = level switch
        {
            CpuLevel.Avx512 => Whole<TLoop, Vector512<ulong>, FieldLanes8>(ref spans, (nuint)count),
            CpuLevel.Avx2 => Whole<TLoop, Vector256<ulong>, FieldLanes4>(ref spans, (nuint)count),
            _ => 0,
        };
        if (done < (nuint)count) { TLoop.Run<ulong, FieldLanes1>(ref spans, done, (nuint)count); }
    }

    public static ref ulong Words(ReadOnlySpan<ulong> span) => ref MemoryMarshal.GetReference(span);

    public static ref ulong Words(ReadOnlySpan<Ext2> span) => ref Unsafe.As<Ext2, ulong>(ref MemoryMarshal.GetReference(span));

    private static nuint Whole<TLoop, TVector, TLanes>(ref LoopSpans spans, nuint count)
        where TLoop : IFieldLoop
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        nuint whole = count & ~((nuint)TLanes.Count - 1);
        if (whole != 0) { TLoop.Run<TVector, TLanes>(ref spans, 0, whole); }
        return whole;
    }
}
