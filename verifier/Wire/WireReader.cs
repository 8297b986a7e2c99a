using System.Buffers.Binary;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Wire;

/// <summary>
/// Reads little-endian fields of hostile bytes. The first fault stays: every later read gives zeros, so a decoder reads on and looks at
/// <see cref="Fault"/> where a value decides a size or a loop, and at the end.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> data, Reason reason)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>The first fault, or null.</summary>
    public Rejection? Fault { get; private set; }

    /// <summary>Bytes read.</summary>
    public int Position { get; private set; }

    /// <summary>Whether nothing was wrong so far.</summary>
    public readonly bool Ok => Fault is null;

    private readonly int Remaining => _data.Length - Position;

    /// <summary>Makes a fault of this reader's reason, unless there is one already.</summary>
    public void Refuse(string where, long index, string expected, string got) => Fault ??= new(reason, where, index, expected, got);

    /// <summary>Faults when a number is above its limit.</summary>
    public void Limit(string where, ulong got, ulong limit)
    {
        if (got > limit) { Refuse(where, Position, $"at most {limit}", got.ToString()); }
    }

    /// <summary>
    /// Whether the rest holds <paramref name="count"/> items of at least <paramref name="bytesEach"/>: to be asked before allocating for them.
    /// </summary>
    public bool CanHold(string where, long count, int bytesEach)
    {
        if (Ok && count * bytesEach > Remaining) { Refuse(where, Position, $"{count * bytesEach} more bytes", Remaining.ToString()); }
        return Ok;
    }

    /// <summary>The next bytes; empty when faulty.</summary>
    public ReadOnlySpan<byte> Bytes(string where, int count)
    {
        if (!CanHold(where, count, 1)) { return []; }
        Position += count;
        return _data.Slice(Position - count, count);
    }

    public byte U8(string where) => Bytes(where, 1) is [byte value] ? value : (byte)0;

    public ushort U16(string where) => Bytes(where, sizeof(ushort)) is { Length: > 0 } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;

    public uint U32(string where) => Bytes(where, sizeof(uint)) is { Length: > 0 } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    public ulong U64(string where) => Bytes(where, sizeof(ulong)) is { Length: > 0 } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    public Digest Digest(string where) => Bytes(where, Wire.Digest.Size) is { Length: > 0 } bytes ? new(bytes) : default;

    /// <summary>A canonical element of F: below p (proof-system.md §2).</summary>
    public ulong Base(string where)
    {
        ulong value = U64(where);
        if (value < Goldilocks.Modulus) { return value; }
        Refuse(where, Position - Goldilocks.Bytes, $"below {Goldilocks.Modulus}", value.ToString());
        return 0;
    }

    /// <summary>A canonical element of K.</summary>
    public Ext2 Element(string where) => new(Base(where), Base(where));

    /// <summary>Canonical elements of K; memory is taken only when the bytes are there.</summary>
    public Ext2[] Elements(string where, int count)
    {
        if (!CanHold(where, count, Ext2.Bytes)) { return []; }
        Ext2[] elements = new Ext2[count];
        for (int i = 0; i < count; i++) { elements[i] = Element(where); }
        return elements;
    }

    /// <summary>The fault, also when bytes are left over (proof-system.md §14).</summary>
    public Rejection? End(string where)
    {
        if (Remaining != 0) { Refuse(where, Position, "no more bytes", Remaining.ToString()); }
        return Fault;
    }
}
