using System.Globalization;

namespace FvmCompute.Vm.Blockstores;

/// <summary>One file of a <see cref="SegmentLog"/>: <c>00000001.seg</c>, <c>00000002.seg</c>, ...</summary>
internal sealed class Segment : IDisposable
{
    private const string Suffix = ".seg";

    private Segment(int number, IStoreFile file, RecordFormat format)
    {
        Number = number;
        File = file;
        Format = format;
        Length = file.Length;
    }

    public int Number { get; }

    public IStoreFile File { get; }

    public RecordFormat Format { get; }

    /// <summary>Bytes handed to the file; more may wait in the log's buffer.</summary>
    public long Length { get; set; }

    public string Name => NameOf(Number);

    public static string NameOf(int number) => number.ToString("D8", CultureInfo.InvariantCulture) + Suffix;

    public static bool TryParseName(string name, out int number)
    {
        number = 0;
        return name.Length == 12 && name.EndsWith(Suffix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(0, 8), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= LogPosition.MaxSegment;
    }

    /// <summary>A new file with a synced header and a synced name: nothing is ever appended to a segment that a power cut could take away whole.</summary>
    public static Segment Create(IStoreFolder folder, int number)
    {
        IStoreFile file = folder.Open(NameOf(number));
        try
        {
            Span<byte> header = stackalloc byte[RecordFormat.FileHeaderLength];
            RecordFormat format = RecordFormat.Create(header);
            file.Truncate(0);
            file.Write(0, header);
            file.Sync();
            folder.Sync();
            return new Segment(number, file, format);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens an existing file; null when its header is not whole (a file whose creation was cut short).</summary>
    public static Segment? Open(IStoreFolder folder, int number)
    {
        IStoreFile file = folder.Open(NameOf(number));
        Span<byte> header = stackalloc byte[RecordFormat.FileHeaderLength];
        if (file.Read(0, header) == header.Length && RecordFormat.TryParse(header, out RecordFormat format)) { return new Segment(number, file, format); }

        file.Dispose();
        return null;
    }

    public LogScanner Scan() => new(File, Format);

    public void Dispose() => File.Dispose();
}
