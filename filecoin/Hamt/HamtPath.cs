namespace FvmCompute.Filecoin.Hamt;

/// <summary>The slots a key takes from the root down: its digest, cut from the top into groups of the bit width.</summary>
internal readonly ref struct HamtPath(ReadOnlySpan<byte> digest, int bitWidth)
{
    private readonly ReadOnlySpan<byte> _digest = digest;

    /// <summary>The slot at <paramref name="depth"/>, which is below <see cref="HamtOptions.MaxDepth"/>.</summary>
    public int SlotAt(int depth)
    {
        int start = depth * bitWidth;
        int count = Math.Min(bitWidth, (8 * _digest.Length) - start);
        int index = start >> 3;
        int window = (_digest[index] << 8) | (index + 1 < _digest.Length ? _digest[index + 1] : 0);
        return (window >> (16 - (start & 7) - count)) & ((1 << count) - 1);
    }
}
