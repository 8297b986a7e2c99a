using System.Runtime.InteropServices;
using FvmCompute.Kernels.Interop;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>Memory of a <see cref="HostArena"/>, seen as elements of F or of K. Every view is checked against the block's ends.</summary>
internal sealed class HostBlock : IDisposable
{
    private readonly HostArena _arena;
    private readonly HostWords _words;
    private readonly long _start;
    private readonly long _size;
    private readonly long _bytes;
    private SessionMemory.MemoryShare? _share;

    /// <param name="size">With what the arena adds.</param>
    /// <param name="share">Returned with the block.</param>
    internal HostBlock(HostArena arena, HostWords words, long start, long size, long bytes, SessionMemory.MemoryShare share) =>
        (_arena, _words, _start, _size, _bytes, _share) = (arena, words, start, size, bytes, share);

    /// <summary>Bytes asked for.</summary>
    public long Length => _bytes;

    /// <summary>Elements of K.</summary>
    public long Elements => _bytes / Ext2.Bytes;

    public Ext2 this[long element] => At(element, 1)[0];

    /// <summary>Elements of K.</summary>
    public Span<Ext2> At(long first, int count) => MemoryMarshal.Cast<ulong, Ext2>(Words(2 * first, 2 * count));

    /// <summary>Words.</summary>
    public Span<ulong> Words(long first, int count)
    {
        ObjectDisposedException.ThrowIf(_share is null, this);
        if (first < 0 || first + count > _bytes / sizeof(ulong)) { throw new ArgumentOutOfRangeException(nameof(first)); }
        return _words.At((_start / sizeof(ulong)) + first, count);
    }

    /// <summary>Bytes.</summary>
    /// <param name="first">A multiple of 8, as the number is.</param>
    public Span<byte> Bytes(long first, int count)
    {
        Require.Exactly((first | (uint)count) % sizeof(ulong), 0, "bytes beyond whole words");
        return MemoryMarshal.AsBytes(Words(first / sizeof(ulong), count / sizeof(ulong)));
    }

    /// <summary>The first word of an element, for passes that reach further elements from it.</summary>
    /// <param name="last">The last element they reach.</param>
    public ref ulong From(long element, long last)
    {
        if (last >= Elements) { throw new ArgumentOutOfRangeException(nameof(last)); }
        return ref Words(2 * element, 1)[0];
    }

    public void Dispose()
    {
        SessionMemory.MemoryShare? share = Interlocked.Exchange(ref _share, null);
        if (share is null) { return; }
        _arena.Return(_start, _size);
        share.Dispose();
    }
}
