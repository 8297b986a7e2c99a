using FvmCompute.Kernels.Interop;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>
/// The working memory of a session: one reservation of address space, from which operations take blocks, first fit. What an operation gives back serves the
/// next one: memory is touched for the first time once, not once per operation.
/// </summary>
internal sealed class HostArena(SessionMemory memory, HostRegions regions) : IDisposable
{
    /// <summary>Between blocks, so that vectors of a power of two of elements do not all fall into the same sets of the cache.</summary>
    private const long SkewBytes = 5 * Line;

    private const long Line = 64;

    private readonly List<(long Start, long Bytes)> _free = [(0, memory.CapacityBytes)];
    private HostWords? _words;

    /// <summary>Bytes that a block takes.</summary>
    public static long BlockBytes(long bytes) => bytes == 0 ? 0 : ((bytes + Line - 1) & -Line) + SkewBytes;

    /// <summary>Bytes that a vector over K takes.</summary>
    public static long ElementBlockBytes(long elements) => BlockBytes(elements * Ext2.Bytes);

    /// <summary>A block of undefined content.</summary>
    /// <exception cref="Devices.DeviceMemoryException">The session reserved less.</exception>
    public HostBlock Rent(long bytes)
    {
        long size = BlockBytes(bytes);
        SessionMemory.MemoryShare share = memory.Take(size);
        int fit = _free.FindIndex(f => f.Bytes >= size);
        if (fit < 0)
        {
            share.Dispose();
            throw new InvalidOperationException($"{size} bytes are within the session's share, but no free range is as long");
        }

        _words ??= regions.Take(memory.CapacityBytes);
        (long start, long length) = _free[fit];
        if (length == size) { _free.RemoveAt(fit); }
        else { _free[fit] = (start + size, length - size); }
        return new HostBlock(this, _words, start, size, bytes, share);
    }

    /// <summary>A vector over K of undefined content.</summary>
    public HostBlock RentElements(long elements) => Rent(elements * Ext2.Bytes);

    /// <summary>Gives free memory back to the system.</summary>
    public void Trim()
    {
        foreach ((long start, long bytes) in _free) { _words?.Discard(start / sizeof(ulong), bytes / sizeof(ulong)); }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _words, null) is { } words) { regions.Return(words); }
    }

    /// <summary>Takes a block back and joins it with its free neighbours.</summary>
    internal void Return(long start, long bytes)
    {
        int at = _free.FindIndex(f => f.Start > start);
        if (at < 0) { at = _free.Count; }
        if (at < _free.Count && start + bytes == _free[at].Start)
        {
            bytes += _free[at].Bytes;
            _free.RemoveAt(at);
        }

        if (at > 0 && _free[at - 1].Start + _free[at - 1].Bytes == start) { _free[at - 1] = (_free[at - 1].Start, _free[at - 1].Bytes + bytes); }
        else { _free.Insert(at, (start, bytes)); }
    }
}
