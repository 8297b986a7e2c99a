using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Cars;

/// <summary>
/// Reads CARv1 and CARv2 from any stream, front to back, in memory bounded by the longest section. Each block is hashed and compared with its CID. The
/// index of a CARv2 is not used, only checked for structure when the last block has been read.
/// </summary>
public sealed class CarReader
{
    private readonly CarInput _input;
    private readonly CarOptions _options;
    private bool _ended;

    private CarReader(CarInput input, CarOptions options)
    {
        _input = input;
        _options = options;
        ReadOnlyMemory<byte> header = ReadHeaderBytes();
        if (header.Span.SequenceEqual(CarV2Header.Pragma))
        {
            V2 = CarV2Header.Read(_input.Read(CarV2Header.Bytes, "CARv2 header").Span);
            _input.SkipTo(V2.DataOffset, "padding before the data");
            _input.End = V2.DataOffset + V2.DataBytes;
            header = ReadHeaderBytes();
        }

        Roots = ReadRoots(header.Span);
    }

    public int Version => V2 is null ? 1 : 2;

    /// <summary>The outer header of a CARv2.</summary>
    public CarV2Header? V2 { get; }

    public IReadOnlyList<Cid> Roots { get; }

    /// <summary>Reads the header. The caller keeps and closes <paramref name="stream"/>, which is read ahead of what was asked for.</summary>
    /// <exception cref="FilecoinFormatException">Codes <c>car.*</c>, <c>cbor.*</c>, <c>cid.*</c>; also from the other methods.</exception>
    public static CarReader Open(Stream stream, CarOptions? options = null) => new(new CarInput(stream), options ?? new CarOptions());

    /// <summary>The next block; false at the end.</summary>
    public bool TryReadNext(out CarBlock block)
    {
        block = default;
        if (_ended) { return false; }

        long offset = _input.Position;
        bool more = _input.TryReadVarint("section length", out ulong length) && !IsZeroEnd(length);
        if (more)
        {
            block = ReadSection(offset, length);
            return true;
        }

        _ended = true;
        CheckIndex();
        return false;
    }

    private bool IsZeroEnd(ulong length)
    {
        if (length > 0) { return false; }

        if (_options.ZeroSectionEnds) { return true; }

        throw new FilecoinFormatException("car.section.zero", $"the section before byte {_input.Position} has length zero");
    }

    private CarBlock ReadSection(long offset, ulong length)
    {
        if (length > (ulong)_options.MaxSectionBytes)
        {
            throw new FilecoinFormatException("car.section.length", $"the section at {offset} has {length} bytes; the limit is {_options.MaxSectionBytes}");
        }

        long start = _input.Position;
        ReadOnlyMemory<byte> section = _input.Read((int)length, "section");
        if (!Cid.TryRead(section.Span, out Cid? cid, out int used, out FormatError error)) { throw new FilecoinFormatException(error); }

        ReadOnlyMemory<byte> data = section[used..];
        return new(cid, data, offset, start + used, Verify(cid, data.Span, offset));
    }

    private bool Verify(Cid cid, ReadOnlySpan<byte> data, long offset) => CidContent.Check(cid, data) switch
    {
        ContentMatch.Same => true,
        ContentMatch.UnknownHash when _options.AllowUnknownHashes => false,
        ContentMatch.UnknownHash =>
            throw new FilecoinFormatException("car.block.hash", $"the block at {offset} has the unknown hash function 0x{cid.HashFunction:x}"),
        _ => throw new FilecoinFormatException("car.block.mismatch", $"the block at {offset} is not the one that its CID {cid} names"),
    };

    private ReadOnlyMemory<byte> ReadHeaderBytes()
    {
        if (!_input.TryReadVarint("header length", out ulong length)) { throw new FilecoinFormatException("car.truncated", "the file has no header"); }

        return length > 0 && length <= (ulong)_options.MaxHeaderBytes
            ? _input.Read((int)length, "header")
            : throw new FilecoinFormatException("car.header.length", $"the header has {length} bytes; allowed are 1 to {_options.MaxHeaderBytes}");
    }

    private static Cid[] ReadRoots(ReadOnlySpan<byte> header)
    {
        CborReader reader = new(header);
        CborKey previous = default;
        if (reader.ReadMapStart() != 2) { throw reader.Refuse("car.header.keys", "the header has other keys than roots and version"); }

        ExpectKey(ref reader, ref previous, "roots"u8);
        Cid[] roots = ReadLinks(ref reader);
        ExpectKey(ref reader, ref previous, "version"u8);
        ulong version = reader.ReadUInt64();
        if (version != 1) { throw reader.Refuse("car.version", $"CAR version is {version}; allowed are 1 and, outside, 2"); }

        reader.ReadEnd();
        return roots;
    }

    private static void ExpectKey(ref CborReader reader, ref CborKey previous, ReadOnlySpan<byte> key)
    {
        if (!reader.ReadKey(ref previous).SequenceEqual(key)) { throw reader.Refuse("car.header.keys", "the header has other keys than roots and version"); }
    }

    private static Cid[] ReadLinks(ref CborReader reader)
    {
        List<Cid> links = [];
        for (int left = reader.ReadListStart(); left > 0; left--) { links.Add(reader.ReadLink()); }

        return [.. links];
    }

    private void CheckIndex()
    {
        _input.End = long.MaxValue;
        if (V2 is not { IndexOffset: > 0 }) { return; }

        _input.SkipTo(V2.IndexOffset, "padding before the index");
        CarIndex.Check(_input, V2.DataBytes);
    }
}
