namespace FvmCompute.Vm.Blockstores;

/// <summary>
/// The one folder a durable store lives in: the seam between the store and the device, so that tests can make writes fail, tear and get lost.
/// Every member throws <see cref="IOException"/> when the device refuses.
/// </summary>
public interface IStoreFolder : IDisposable
{
    /// <summary>The path for messages to people.</summary>
    string Path { get; }

    /// <summary>Names (without folder) of the files there, in no order.</summary>
    IReadOnlyList<string> FileNames();

    /// <summary>Opens for reading and writing; makes an empty file where there is none. The caller disposes it.</summary>
    IStoreFile Open(string name);

    void Delete(string name);

    /// <summary>Replaces <paramref name="to"/> atomically.</summary>
    void Rename(string from, string to);

    /// <summary>Returns when created, deleted and renamed names would survive a power cut.</summary>
    void Sync();
}

/// <summary>A file of an <see cref="IStoreFolder"/>. Reads may run beside one writer.</summary>
public interface IStoreFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills <paramref name="into"/> from <paramref name="offset"/>; returns fewer bytes only at the end of the file.</summary>
    int Read(long offset, Span<byte> into);

    /// <summary>Writes all bytes or throws; after an exception any part of them may be in the file.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    void Truncate(long length);

    /// <summary>Returns when everything written before would survive a power cut.</summary>
    void Sync();
}
