using System.Text;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Cbor;

public ref partial struct CborReader
{
    /// <inheritdoc cref="TryReadUInt64"/>
    public ulong ReadUInt64() => TryReadUInt64(out ulong value) ? value : throw Failure();

    /// <inheritdoc cref="TryReadInt64"/>
    public long ReadInt64() => TryReadInt64(out long value) ? value : throw Failure();

    /// <inheritdoc cref="TryReadBoolean"/>
    public bool ReadBoolean() => TryReadBoolean(out bool value) ? value : throw Failure();

    /// <inheritdoc cref="TryReadDouble"/>
    public double ReadDouble() => TryReadDouble(out double value) ? value : throw Failure();

    /// <inheritdoc cref="TryReadBytes"/>
    public ReadOnlySpan<byte> ReadBytes(int maxLength = int.MaxValue) => TryReadBytes(out ReadOnlySpan<byte> value, maxLength) ? value : throw Failure();

    /// <inheritdoc cref="TryReadTextBytes"/>
    public string ReadText(int maxLength = int.MaxValue) =>
        TryReadTextBytes(out ReadOnlySpan<byte> value, maxLength) ? Encoding.UTF8.GetString(value) : throw Failure();

    /// <inheritdoc cref="TryReadLink"/>
    public Cid ReadLink() => TryReadLink(out Cid? value) ? value : throw Failure();

    /// <inheritdoc cref="TryReadListStart"/>
    public int ReadListStart() => TryReadListStart(out int count) ? count : throw Failure();

    /// <inheritdoc cref="TryReadMapStart"/>
    public int ReadMapStart() => TryReadMapStart(out int count) ? count : throw Failure();

    /// <inheritdoc cref="TryReadKey"/>
    public ReadOnlySpan<byte> ReadKey(scoped ref CborKey previous) => TryReadKey(ref previous, out ReadOnlySpan<byte> key) ? key : throw Failure();

    /// <inheritdoc cref="TryReadTupleStart"/>
    public void ReadTupleStart(int count)
    {
        if (!TryReadTupleStart(count)) { throw Failure(); }
    }

    /// <inheritdoc cref="TryReadNull"/>
    public void ReadNull()
    {
        if (!TryReadNull()) { throw Failure(); }
    }

    /// <summary>Consumes the next item and answers true when it is null; otherwise does nothing.</summary>
    public bool TakeNull() => Peek() == CborKind.Null && TryReadNull();

    /// <inheritdoc cref="TryReadEnd"/>
    public void ReadEnd()
    {
        if (!TryReadEnd()) { throw Failure(); }
    }

    /// <inheritdoc cref="TrySkipValue"/>
    public ReadOnlySpan<byte> SkipValue() => TrySkipValue(out ReadOnlySpan<byte> bytes) ? bytes : throw Failure();

    /// <summary>An exception that names the current position, for rules above CBOR such as the range of a field.</summary>
    public readonly FilecoinFormatException Refuse(string code, string message) => new(code, $"{message}, before byte {Position}");
}
