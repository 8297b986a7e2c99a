using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Blockstores;

/// <summary>
/// New blocks in memory over a store that is only read until <see cref="CommitReachable"/>: what reverted calls and intermediate states leave behind never
/// gets there. Not thread-safe.
/// </summary>
public sealed class OverlayBlockstore(IBlockstore below) : IBlockstore
{
    private readonly Dictionary<Cid, byte[]> _new = [];

    /// <summary>Blocks that are not in the store below.</summary>
    public int Count => _new.Count;

    public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block)
    {
        if (!_new.TryGetValue(cid, out byte[]? bytes)) { return below.TryGet(cid, out block); }

        block = bytes;
        return true;
    }

    public void Put(Cid cid, ReadOnlySpan<byte> block)
    {
        if (!_new.ContainsKey(cid)) { _new.Add(cid, block.ToArray()); }
    }

    /// <summary>
    /// Moves the new blocks that <paramref name="roots"/> reach to the store below, children before parents, and forgets the rest.
    /// The walk ends at blocks that are not new: their children were there when they were written.
    /// </summary>
    public void CommitReachable(params ReadOnlySpan<Cid> roots)
    {
        Stack<(Cid Cid, bool ChildrenDone)> pending = [];
        foreach (Cid root in roots) { pending.Push((root, false)); }

        while (pending.TryPop(out var at))
        {
            if (!_new.TryGetValue(at.Cid, out byte[]? block)) { continue; }

            if (at.ChildrenDone)
            {
                below.Put(at.Cid, block);
                _new.Remove(at.Cid);
                continue;
            }

            pending.Push((at.Cid, true));
            foreach (Cid link in LinksOf(at.Cid, block)) { pending.Push((link, false)); }
        }

        _new.Clear();
    }

    private static List<Cid> LinksOf(Cid cid, ReadOnlySpan<byte> block)
    {
        List<Cid> links = [];
        if (cid.Codec == CidCodec.DagCbor && !DagCbor.TryCollectLinks(block, links, out _, allowFloats: true)) { AddLooseLinks(block, links); }

        return links;
    }

    /// <summary>
    /// Actors may link blocks that are laxer than strict DAG-CBOR. In those every place that looks like a link counts as one: too many cost nothing, since
    /// only new blocks are moved.
    /// </summary>
    private static void AddLooseLinks(ReadOnlySpan<byte> block, List<Cid> links)
    {
        for (int i = 0; i < block.Length; i++)
        {
            if (block[i] == 1 && Cid.TryRead(block[i..], out Cid? link, out _, out _)) { links.Add(link); }
        }
    }
}
