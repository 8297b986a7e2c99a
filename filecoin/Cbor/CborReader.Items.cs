using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Cbor;

public ref partial struct CborReader
{
    private const byte LinkTag = 42;

    public bool TryReadUInt64(out ulong value) => TryReadHead(CborKind.Unsigned, out value);

    /// <summary>An integer from −2^63 to 2^63 − 1.</summary>
    public bool TryReadInt64(out long value)
    {
        bool negative = Peek() == CborKind.Negative;
        bool ok = TryReadHead(negative ? CborKind.Negative : CborKind.Unsigned, out ulong argument);
        if (ok && argument > long.MaxValue) { ok = Fail("cbor.integer.range", "the integer is outside −2^63 to 2^63 − 1"); }

        value = negative ? ~(long)argument : (long)argument;
        return ok;
    }

    public bool TryReadBoolean(out bool value)
    {
        value = Remaining > 0 && _data[Position] == 0xf5;
        return TryReadSimple(CborKind.Boolean);
    }

    public bool TryReadNull() => TryReadSimple(CborKind.Null);

    /// <summary>A finite 64-bit float, where the reader allows floats.</summary>
    public bool TryReadDouble(out double value)
    {
        value = 0;
        if (Peek() != CborKind.Float) { return FailKind(CborKind.Float, Peek()); }

        if (Remaining < 9) { return Fail("cbor.truncated", $"a float of 9 bytes has {Remaining} left"); }

        value = BinaryPrimitives.ReadDoubleBigEndian(_data[(Position + 1)..]);
        if (!double.IsFinite(value)) { return Fail("cbor.float.finite", "NaN and infinities are not allowed"); }

        Position += 9;
        return true;
    }

    /// <summary>A byte string of at most <paramref name="maxLength"/> bytes.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> value, int maxLength = int.MaxValue)
    {
        value = default;
        return TryReadHead(CborKind.Bytes, out ulong length) && TryTake(length, maxLength, out value);
    }

    /// <summary>The UTF-8 bytes, already checked, of a text of at most <paramref name="maxLength"/> bytes.</summary>
    public bool TryReadTextBytes(out ReadOnlySpan<byte> value, int maxLength = int.MaxValue)
    {
        value = default;
        int start = Position;
        if (!TryReadHead(CborKind.Text, out ulong length) || !TryTake(length, maxLength, out value)) { return false; }

        if (Utf8.IsValid(value)) { return true; }

        Position = start;
        return Fail("cbor.utf8", "the text is not valid UTF-8");
    }

    public bool TryReadLink([NotNullWhen(true)] out Cid? value)
    {
        value = null;
        return TryReadLinkBytes(out ReadOnlySpan<byte> bytes) && (Cid.TryDecode(bytes, out value, out FormatError error) || FailLink(error));
    }

    /// <summary>The number of items that follow; at most one for each byte left.</summary>
    public bool TryReadListStart(out int count) => TryReadCount(CborKind.List, 1, out count);

    /// <summary>A list that must have <paramref name="count"/> items: a chain struct.</summary>
    public bool TryReadTupleStart(int count)
    {
        int start = Position;
        if (!TryReadListStart(out int found) || found == count) { return Error.IsNone; }

        Position = start;
        return Fail("cbor.list.length", $"the list has {found} items, expected {count}");
    }

    /// <summary>The number of pairs that follow; at most one for each two bytes left.</summary>
    public bool TryReadMapStart(out int count) => TryReadCount(CborKind.Map, 2, out count);

    /// <summary>
    /// The next key of a map. <paramref name="previous"/> starts empty for each map and is kept by the caller from key to key: keys are unique and
    /// ordered by length, then bytes.
    /// </summary>
    public bool TryReadKey(scoped ref CborKey previous, out ReadOnlySpan<byte> key)
    {
        int start = Position;
        if (!TryReadTextBytes(out key)) { return false; }

        if (!previous.Exists || Follows(_data.Slice(previous.Start, previous.Length), key))
        {
            previous = new(Position - key.Length, key.Length);
            return true;
        }

        Position = start;
        return Fail("cbor.map.order", "map keys must be unique and ordered by length, then bytes");
    }

    /// <summary>No byte may be left.</summary>
    public bool TryReadEnd() => Remaining == 0 || Fail("cbor.trailing", $"{Remaining} bytes follow the item");

    private static bool Follows(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> key) =>
        key.Length != previous.Length ? key.Length > previous.Length : key.SequenceCompareTo(previous) > 0;

    private bool TryReadSimple(CborKind wanted)
    {
        if (Peek() != wanted) { return FailKind(wanted, Peek()); }

        Position++;
        return true;
    }

    private bool TryReadLinkBytes(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!TryReadHead(CborKind.Link, out ulong tag)) { return false; }

        if (tag != LinkTag) { return Fail("cbor.tag", $"tag {tag} is not allowed, only {LinkTag}"); }

        if (Peek() != CborKind.Bytes) { return Fail("cbor.link.type", $"tag {LinkTag} holds {Peek()}, not bytes"); }

        if (!TryReadBytes(out bytes)) { return false; }

        if (bytes is not [0, ..]) { return Fail("cbor.link.prefix", "the bytes of a link must start with 00"); }

        bytes = bytes[1..];
        return true;
    }

    private bool FailLink(FormatError error) => Fail("cbor.link.cid", $"the link holds no CID ({error})");

    private bool TryReadCount(CborKind kind, int leastBytes, out int count)
    {
        count = 0;
        if (!TryReadHead(kind, out ulong argument)) { return false; }

        if (argument > (ulong)(Remaining / leastBytes)) { return Fail("cbor.truncated", $"{argument} items cannot fit in the {Remaining} bytes left"); }

        count = (int)argument;
        return true;
    }

    private bool TryTake(ulong length, int maxLength, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (length > (ulong)maxLength) { return Fail("cbor.length", $"a string of {length} bytes is over the limit of {maxLength}"); }

        if (length > (ulong)Remaining) { return Fail("cbor.truncated", $"a string of {length} bytes has {Remaining} left"); }

        value = _data.Slice(Position, (int)length);
        Position += (int)length;
        return true;
    }
}

/// <summary>Where the previous key of a map lies in the bytes of its <see cref="CborReader"/>.</summary>
public readonly struct CborKey
{
    internal CborKey(int start, int length) => (Start, Length, Exists) = (start, length, true);

    internal int Start { get; }

    internal int Length { get; }

    internal bool Exists { get; }
}
