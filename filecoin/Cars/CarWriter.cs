using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Varints;

namespace FvmCompute.Filecoin.Cars;

/// <summary>Writes CARv1 to any stream: the header at once, then each block as it comes. The caller flushes and closes the stream.</summary>
public sealed class CarWriter
{
    private readonly Stream _stream;

    public CarWriter(Stream stream, IReadOnlyList<Cid> roots)
    {
        _stream = stream;
        CborWriter header = new(256);
        header.WriteMapStart(2);
        header.WriteText("roots");
        header.WriteListStart(roots.Count);
        foreach (Cid root in roots) { header.WriteLink(root); }

        header.WriteText("version");
        header.WriteUInt64(1);
        WriteLength(header.Written.Length);
        stream.Write(header.Written);
        header.Dispose();
    }

    /// <summary>Appends a section; the caller answers for <paramref name="cid"/> being that of <paramref name="block"/>.</summary>
    public void Write(Cid cid, ReadOnlySpan<byte> block)
    {
        WriteLength(cid.Bytes.Length + block.Length);
        _stream.Write(cid.Bytes);
        _stream.Write(block);
    }

    private void WriteLength(int length)
    {
        Span<byte> varint = stackalloc byte[Uvarint.MaxLength];
        _stream.Write(varint[..Uvarint.Write((ulong)length, varint)]);
    }
}
