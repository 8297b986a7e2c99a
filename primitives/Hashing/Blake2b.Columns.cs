using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Hashing;

public static partial class Blake2b
{
    /// <summary>
    /// BLAKE2b-256 of messages that stand upright in memory: message i is the prefix and then the little-endian words i, i + stride, i + 2·stride, …
    /// The leaves of a matrix of codewords are such messages; nothing is moved to hash them.
    /// </summary>
    /// <param name="words">(columns − 1)·stride + messages words.</param>
    /// <param name="stride">Words from a column to the next.</param>
    /// <param name="columns">Words of a message, at least 1.</param>
    /// <param name="digests">32 bytes per message, in order.</param>
    public static void HashColumns(byte prefix, ReadOnlySpan<ulong> words, int stride, int columns, Span<byte> digests) =>
        HashColumns(CpuPath.Current, prefix, words, stride, columns, digests);

    internal static void HashColumns(CpuLevel level, byte prefix, ReadOnlySpan<ulong> words, int stride, int columns, Span<byte> digests)
    {
        Require.AtLeast(columns, 1);
        Require.AtLeast(stride, 1);
        Require.MultipleOf(digests.Length, 32);
        if (digests.IsEmpty) { return; }
        Require.Length(words.Length, checked(((columns - 1) * stride) + (digests.Length / 32)));
        int lanes = level switch { CpuLevel.Avx512 => 8, CpuLevel.Avx2 => 4, _ => 1 };
        int whole = level == CpuLevel.Scalar ? 0 : digests.Length / 32 / lanes * lanes;
        ref readonly ulong first = ref MemoryMarshal.GetReference(words);
        switch (level)
        {
            case CpuLevel.Avx512:
                Blake2bLanes<Vector512<ulong>, Lanes64x8>.HashColumns(prefix, in first, (nuint)stride, columns, digests[..(32 * whole)]);
                break;
            case CpuLevel.Avx2:
                Blake2bLanes<Vector256<ulong>, Lanes64x4>.HashColumns(prefix, in first, (nuint)stride, columns, digests[..(32 * whole)]);
                break;
        }

        for (int i = whole; i < digests.Length / 32; i++) { HashColumn(prefix, words[i..], stride, columns, digests.Slice(32 * i, 32)); }
    }

    private static void HashColumn(byte prefix, ReadOnlySpan<ulong> words, int stride, int columns, Span<byte> digest)
    {
        Blake2bHasher hasher = new(32, CpuLevel.Scalar);
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        hasher.Update([prefix]);
        for (int column = 0; column < columns; column++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, words[column * stride]);
            hasher.Update(word);
        }

        hasher.Finish(digest);
    }
}
