using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Interop;

namespace FvmCompute.Primitives.Hashing;

internal static partial class Blake2bLanes<TVector, TLanes>
{
    /// <summary>Hashes a byte and then a word of each column. A word of neighbouring messages is a vector as it lies in memory.</summary>
    /// <param name="words">Word k of message i is at k·<paramref name="stride"/> + i.</param>
    /// <param name="columns">At least 1.</param>
    /// <param name="digests">32 bytes per message; as many messages as a multiple of the lanes.</param>
    [SkipLocalsInit]
    public static void HashColumns(byte prefix, ref readonly ulong words, nuint stride, int columns, Span<byte> digests)
    {
        Span<TVector> state = stackalloc TVector[16 + 8];
        for (nuint first = 0; !digests.IsEmpty; first += (nuint)TLanes.Count)
        {
            ref TVector h = ref Begin(state);
            bool isLast = digests.Length == 32 * TLanes.Count;
            ref readonly ulong group = ref Unsafe.Add(ref Unsafe.AsRef(in words), first);
            HashGroup(prefix, in group, stride, columns, isLast ? 0 : (nuint)TLanes.Count, ref MemoryMarshal.GetReference(state), ref h);
            TLanes.Store(ref h, ref MemoryMarshal.GetReference(digests));
            digests = digests[(32 * TLanes.Count)..];
        }
    }

    /// <param name="ahead">Words from this group to the next one, whose lines are asked for: columns are more streams than hardware follows.</param>
    private static void HashGroup(byte prefix, ref readonly ulong words, nuint stride, int columns, nuint ahead, ref TVector m, ref TVector h)
    {
        // The prefix moves every word up by a byte, so there is one word more than columns, of a single byte.
        TVector before = TLanes.Broadcast((ulong)prefix << 56), zero = TLanes.Broadcast(0);
        for (int column = 0; column <= columns; column += 16)
        {
            for (int i = 0; i < 16; i++)
            {
                TVector word = zero;
                if (column + i < columns)
                {
                    nuint at = (nuint)(column + i) * stride;
                    CacheLines.Prefetch(in Unsafe.Add(ref Unsafe.AsRef(in words), at + ahead));
                    word = TLanes.LoadWords(in words, at);
                }

                Unsafe.Add(ref m, i) = TLanes.ShiftInByte(before, word);
                before = word;
            }

            bool isLast = column + 16 > columns;
            Compress(ref h, ref m, isLast ? (8 * (ulong)columns) + 1 : 8 * ((ulong)column + 16), Final(isLast));
        }
    }
}
