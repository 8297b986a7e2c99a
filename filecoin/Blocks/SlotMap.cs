using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FvmCompute.Filecoin.Blocks;

/// <summary>Which of up to 256 slots of a tree node are taken; the items themselves lie in a compact list, in slot order.</summary>
[InlineArray(WordCount)]
internal struct SlotMap
{
    private const int WordCount = 4;
    private ulong _word;

    public readonly int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in this) { count += BitOperations.PopCount(word); }

            return count;
        }
    }

    /// <summary>One more than the highest taken slot; 0 when none is.</summary>
    public readonly int Length
    {
        get
        {
            for (int i = WordCount - 1; i >= 0; i--)
            {
                if (this[i] != 0) { return (64 * i) + 64 - BitOperations.LeadingZeroCount(this[i]); }
            }

            return 0;
        }
    }

    public readonly bool Has(int slot) => ((this[slot >> 6] >> slot) & 1) != 0;

    /// <summary>Where the item of <paramref name="slot"/> lies, or would lie, in the compact list.</summary>
    public readonly int IndexOf(int slot)
    {
        int index = BitOperations.PopCount(this[slot >> 6] & ((1UL << slot) - 1));
        for (int i = 0; i < slot >> 6; i++) { index += BitOperations.PopCount(this[i]); }

        return index;
    }

    public void Add(int slot) => this[slot >> 6] |= 1UL << slot;

    public void Remove(int slot) => this[slot >> 6] &= ~(1UL << slot);

    /// <summary>Big-endian bytes without leading zeros (HAMT bitfield); <paramref name="into"/> has 32 bytes.</summary>
    public readonly ReadOnlySpan<byte> ToBigEndian(Span<byte> into)
    {
        for (int i = 0; i < WordCount; i++) { BinaryPrimitives.WriteUInt64BigEndian(into[(8 * (WordCount - 1 - i))..], this[i]); }

        return into[(32 - ((Length + 7) / 8))..32];
    }

    /// <summary>False when there are more than 32 bytes or leading zeros.</summary>
    public static bool TryFromBigEndian(ReadOnlySpan<byte> bytes, out SlotMap map)
    {
        map = default;
        if (bytes.Length > 32 || bytes is [0, ..]) { return false; }

        Span<byte> padded = stackalloc byte[32];
        padded.Clear();
        bytes.CopyTo(padded[(32 - bytes.Length)..]);
        for (int i = 0; i < WordCount; i++) { map[i] = BinaryPrimitives.ReadUInt64BigEndian(padded[(8 * (WordCount - 1 - i))..]); }

        return true;
    }

    /// <summary>Slot i = byte i/8, bit i%8 (AMT bitmap); <paramref name="into"/> has 32 bytes.</summary>
    public readonly void ToLittleEndian(Span<byte> into)
    {
        for (int i = 0; i < WordCount; i++) { BinaryPrimitives.WriteUInt64LittleEndian(into[(8 * i)..], this[i]); }
    }

    /// <summary>At most 32 bytes.</summary>
    public static SlotMap FromLittleEndian(ReadOnlySpan<byte> bytes)
    {
        SlotMap map = default;
        Span<byte> padded = stackalloc byte[32];
        padded.Clear();
        bytes.CopyTo(padded);
        for (int i = 0; i < WordCount; i++) { map[i] = BinaryPrimitives.ReadUInt64LittleEndian(padded[(8 * i)..]); }

        return map;
    }
}
