namespace FvmCompute.Vm.Blockstores;

/// <summary>
/// Where a record lies: segment number (20 bits), byte offset in it (28 bits) and the record's length (16 bits, saturated), in one word that orders by place.
/// </summary>
internal readonly record struct LogPosition(ulong Packed)
{
    public const int MaxSegment = (1 << 20) - 1;
    public const long MaxOffset = (1L << 28) - 1;

    public LogPosition(int segment, long offset, int length)
        : this(((ulong)segment << 44) | ((ulong)offset << 16) | (uint)Math.Min(length, ushort.MaxValue)) { }

    public int Segment => (int)(Packed >> 44);

    public long Offset => (long)(Packed >> 16) & MaxOffset;

    /// <summary>The record's length, or 65535 for that and everything longer.</summary>
    public int LengthHint => (int)(Packed & ushort.MaxValue);

    public bool IsBefore(LogPosition other) => (Packed >> 16) < (other.Packed >> 16);
}
