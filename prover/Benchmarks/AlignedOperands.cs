using System.Runtime.InteropServices;

namespace FvmCompute.Prover.Benchmarks;

/// <summary>
/// Operands of a measured loop: each begins on a cache line, and a store does not look as if it hit the next loads, which processors tell by the low 12 bits. Where the
/// garbage collector happened to put arrays, the same loop ran at 0.74 to 1.82 G multiplications/s.
/// </summary>
internal static class AlignedOperands
{
    private const int LineWords = 8;
    private const int ApartWords = 128;

    /// <param name="count">Operands.</param>
    /// <param name="words">Of each, a multiple of 512 so that their distances are known.</param>
    public static Memory<ulong>[] Make(int count, int words)
    {
        int stride = words + ApartWords;
        ulong[] memory = GC.AllocateArray<ulong>((count * stride) + LineWords, pinned: true);
        int first = (int)((-(long)Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0) & ((LineWords * sizeof(ulong)) - 1)) / sizeof(ulong));
        return [.. Enumerable.Range(0, count).Select(i => memory.AsMemory(first + (i * stride), words))];
    }
}
