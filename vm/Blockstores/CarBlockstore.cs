using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cars;
using FvmCompute.Filecoin.Cids;
using Microsoft.Win32.SafeHandles;

namespace FvmCompute.Vm.Blockstores;

/// <summary>
/// The blocks of a CAR file (version 1 or 2), to read only. Every block is hashed once, at open; only their places are kept in memory. Thread-safe.
/// </summary>
public sealed class CarBlockstore : IBlockstore, IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly Dictionary<Cid, (long Offset, int Length)> _places = [];

    private CarBlockstore(string path, SafeFileHandle file, CarReader reader)
    {
        (_path, _file, Roots) = (path, file, reader.Roots);
        while (reader.TryReadNext(out CarBlock block)) { _places.TryAdd(block.Cid, (block.DataOffset, block.Data.Length)); }
    }

    public IReadOnlyList<Cid> Roots { get; }

    /// <summary>Number of different blocks.</summary>
    public int Count => _places.Count;

    /// <summary>
    /// Reads the whole file once. Throws <see cref="Filecoin.Errors.FilecoinFormatException"/> for a file that is not a sound CAR, <see cref="IOException"/>
    /// for one that cannot be read.
    /// </summary>
    public static CarBlockstore Open(string path)
    {
        SafeFileHandle file = File.OpenHandle(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return new CarBlockstore(path, file, CarReader.Open(stream));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block)
    {
        block = default;
        if (!_places.TryGetValue(cid, out var place)) { return false; }

        byte[] bytes = new byte[place.Length];
        int read = RandomAccess.Read(_file, bytes, place.Offset);
        if (read != bytes.Length)
        {
            throw new StoreDamagedException(_path, place.Offset, $"the file was cut while it was open ({read} of {bytes.Length} bytes are left)");
        }

        block = bytes;
        return true;
    }

    /// <summary>A CAR file here is read only.</summary>
    public void Put(Cid cid, ReadOnlySpan<byte> block) => throw new NotSupportedException($"{_path} is open for reading only: put an overlay over it to write");

    public void Dispose() => _file.Dispose();
}
