namespace FvmCompute.Vm.Blockstores;

/// <summary>Reads the records of one log file in order through a window that grows to the longest record met (at most 32 MiB).</summary>
internal sealed class LogScanner(IStoreFile file, RecordFormat format)
{
    private const int ReadAhead = 1 << 20;
    private readonly long _length = file.Length;
    private byte[] _window = new byte[ReadAhead];
    private long _windowStart;
    private int _windowLength;

    /// <summary>Where the next record starts.</summary>
    public long Offset { get; set; } = RecordFormat.FileHeaderLength;

    public bool AtEnd => Offset >= _length;

    /// <summary>
    /// The sound record at <see cref="Offset"/>, which then moves behind it; false (and no move) when there is none. The span is valid until the next call.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        if (!format.TryMeasure(Peek(RecordFormat.HeaderLength), out int length)) { return false; }

        ReadOnlySpan<byte> bytes = Peek(length);
        if (bytes.Length < length || !format.IsSound(bytes)) { return false; }

        record = bytes;
        Offset += length;
        return true;
    }

    /// <summary>Whether any sound record of <paramref name="kind"/> starts at or after <see cref="Offset"/>, trying every byte.</summary>
    public bool AnyFurther(RecordKind kind)
    {
        for (; !AtEnd; Offset++)
        {
            if (!format.TryMeasure(Peek(RecordFormat.HeaderLength), out int length)) { continue; }

            ReadOnlySpan<byte> bytes = Peek(length);
            if (bytes.Length == length && RecordFormat.KindOf(bytes) == kind && format.IsSound(bytes)) { return true; }
        }

        return false;
    }

    /// <summary>Up to <paramref name="count"/> bytes at <see cref="Offset"/>, fewer only at the end of the file.</summary>
    private ReadOnlySpan<byte> Peek(int count)
    {
        long wanted = Math.Min(count, _length - Offset);
        if (wanted <= 0) { return default; }

        if (Offset < _windowStart || Offset + wanted > _windowStart + _windowLength) { Fill((int)wanted); }

        return _window.AsSpan((int)(Offset - _windowStart), (int)Math.Min(wanted, _windowStart + _windowLength - Offset));
    }

    private void Fill(int wanted)
    {
        if (_window.Length < wanted) { _window = new byte[wanted + ReadAhead]; }

        _windowStart = Offset;
        _windowLength = file.Read(Offset, _window.AsSpan(0, (int)Math.Min(_window.Length, _length - Offset)));
    }
}
