namespace FvmCompute.Filecoin.Amt;

/// <summary>The arithmetic of an AMT of one bit width: which slot an index takes at which height.</summary>
internal readonly record struct AmtShape(int BitWidth)
{
    public int Width => 1 << BitWidth;

    public int BitmapLength => Math.Max(1, Width / 8);

    /// <summary>Heights that 64-bit indices can need.</summary>
    public int MaxHeight => 63 / BitWidth;

    public int SlotAt(ulong index, int height) => (int)(index >> (BitWidth * height)) & (Width - 1);

    /// <summary>The least height whose tree has a place for <paramref name="index"/>.</summary>
    public int HeightFor(ulong index)
    {
        int height = 0;
        while (height < MaxHeight && index >> (BitWidth * (height + 1)) != 0) { height++; }

        return height;
    }

    /// <summary>
    /// The first index below the child in <paramref name="slot"/> of a node at <paramref name="height"/> that starts at <paramref name="start"/>; false past
    /// 2^64 − 1.
    /// </summary>
    public bool TryStartOf(ulong start, int height, int slot, out ulong childStart)
    {
        int shift = BitWidth * height;
        UInt128 first = start + ((UInt128)(uint)slot << shift);
        childStart = (ulong)first;
        return first <= ulong.MaxValue;
    }
}
