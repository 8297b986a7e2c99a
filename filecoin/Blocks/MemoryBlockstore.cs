using System.Collections.Concurrent;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Blocks;

/// <summary>Blocks in memory, without limit. Thread-safe.</summary>
public sealed class MemoryBlockstore : IBlockstore
{
    private readonly ConcurrentDictionary<Cid, byte[]> _blocks = new();

    public int Count => _blocks.Count;

    public IEnumerable<Cid> Cids => _blocks.Keys;

    public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block)
    {
        bool found = _blocks.TryGetValue(cid, out byte[]? bytes);
        block = bytes;
        return found;
    }

    public void Put(Cid cid, ReadOnlySpan<byte> block)
    {
        if (!_blocks.ContainsKey(cid)) { _blocks.TryAdd(cid, block.ToArray()); }
    }
}
