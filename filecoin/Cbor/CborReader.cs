using System.Buffers.Binary;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Cbor;

/// <summary>
/// Reads strict DAG-CBOR (ipld/specs dag-cbor; RFC 8949 §4.2) from memory without copying it: shortest heads only, no indefinite lengths, no tag
/// but 42, no simple values but false, true and null, finite 64-bit floats only on request, map keys in order.
/// <para>Every item has two forms. <c>TryReadX</c> returns false and leaves the reason in <see cref="Error"/>; after a failure the reader must
/// not be used further. <c>ReadX</c> throws a <see cref="FilecoinFormatException"/> instead. Neither throws anything else, whatever the bytes.</para>
/// </summary>
/// <param name="data">The bytes of one or more items; spans returned by the reader point into it.</param>
/// <param name="allowFloats">Chain objects hold no floats, hence the default.</param>
public ref partial struct CborReader(ReadOnlySpan<byte> data, bool allowFloats = false)
{
    /// <summary>How deeply lists and maps may nest in <see cref="SkipValue"/> and <see cref="DagCbor"/>.</summary>
    public const int MaxDepth = 128;

    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Why the last <c>TryRead</c> returned false.</summary>
    public FormatError Error { get; private set; }

    public readonly int Remaining => _data.Length - Position;

    public readonly CborKind Peek()
    {
        if (Position == _data.Length) { return CborKind.End; }

        byte head = _data[Position];
        return (head >> 5) switch
        {
            0 => CborKind.Unsigned,
            1 => CborKind.Negative,
            2 => CborKind.Bytes,
            3 => CborKind.Text,
            4 => CborKind.List,
            5 => CborKind.Map,
            6 => CborKind.Link,
            _ => PeekSimple(head),
        };
    }

    private readonly CborKind PeekSimple(byte head) => head switch
    {
        0xf4 or 0xf5 => CborKind.Boolean,
        0xf6 => CborKind.Null,
        0xfb when allowFloats => CborKind.Float,
        _ => CborKind.Invalid,
    };

    /// <summary>Reads a head of the wanted kind and its argument.</summary>
    private bool TryReadHead(CborKind wanted, out ulong argument)
    {
        argument = 0;
        CborKind found = Peek();
        if (found != wanted) { return FailKind(wanted, found); }

        int info = _data[Position] & 0x1f;
        if (info < 24)
        {
            argument = (uint)info;
            Position++;
            return true;
        }

        return info > 27 ? Fail("cbor.head.reserved", $"length information {info} is not allowed") : TryReadLongArgument(1 << (info - 24), out argument);
    }

    private bool TryReadLongArgument(int width, out ulong argument)
    {
        argument = 0;
        if (Remaining <= width) { return Fail("cbor.truncated", $"a head of {width + 1} bytes has {Remaining} left"); }

        ReadOnlySpan<byte> bytes = _data.Slice(Position + 1, width);
        (argument, ulong least) = width switch
        {
            1 => (bytes[0], 24UL),
            2 => (BinaryPrimitives.ReadUInt16BigEndian(bytes), 1UL << 8),
            4 => (BinaryPrimitives.ReadUInt32BigEndian(bytes), 1UL << 16),
            _ => (BinaryPrimitives.ReadUInt64BigEndian(bytes), 1UL << 32),
        };
        if (argument < least) { return Fail("cbor.head.nonminimal", $"{argument} is written in {width} bytes"); }

        Position += 1 + width;
        return true;
    }

    private bool FailKind(CborKind wanted, CborKind found) => found switch
    {
        CborKind.End => Fail("cbor.truncated", $"expected {wanted}, found the end"),
        CborKind.Invalid => FailInvalid(_data[Position]),
        _ => Fail("cbor.type", $"expected {wanted}, found {found}"),
    };

    private bool FailInvalid(byte head) => head switch
    {
        0xf9 or 0xfa => Fail("cbor.float.width", "half and single precision floats are not allowed"),
        0xfb => Fail("cbor.float", "floats are not allowed here"),
        0xf7 => Fail("cbor.undefined", "undefined is not allowed"),
        0xff => Fail("cbor.indefinite", "a break outside an indefinite item is not allowed"),
        _ => Fail("cbor.simple", $"simple value 0x{head:x2} is not one of false, true, null"),
    };

    private bool Fail(string code, string message)
    {
        Error = new(code, $"{message}, at byte {Position}");
        return false;
    }

    private readonly FilecoinFormatException Failure() => new(Error);
}
