using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Hamt;

/// <summary>
/// A map from byte keys to CBOR items, kept as a hash array mapped trie of blocks (ref-fvm <c>ipld/hamt</c>, version 3). The same content always has the same
/// root. Nodes are loaded when first needed and kept; changes stay in memory until <see cref="Flush"/>. Not thread-safe. Corrupt or hostile blocks give a
/// <see cref="FilecoinFormatException"/> (<c>hamt.*</c>, <c>cbor.*</c>), absent ones a <see cref="BlockMissingException"/>.
/// </summary>
public sealed partial class HamtMap
{
    private readonly IBlockstore _store;
    private readonly HamtOptions _options;
    private readonly HamtPointer _root;

    /// <summary>An empty map.</summary>
    public HamtMap(IBlockstore store, HamtOptions? options = null) : this(store, new HamtPointer(new HamtNode()), options) { }

    private HamtMap(IBlockstore store, HamtPointer root, HamtOptions? options) => (_store, _root, _options) = (store, root, options ?? HamtOptions.Default);

    /// <summary>The map whose root node is <paramref name="root"/>; the root is read and checked at once.</summary>
    public static HamtMap Load(IBlockstore store, Cid root, HamtOptions? options = null)
    {
        HamtMap map = new(store, new HamtPointer(root), options);
        map.Open(map._root, default);
        return map;
    }

    /// <summary>The CBOR item under <paramref name="key"/>.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out ReadOnlyMemory<byte> value)
    {
        HamtPath path = PathOf(key, stackalloc byte[HamtOptions.DigestLength]);
        Span<byte> slots = stackalloc byte[_options.MaxDepth];
        HamtPointer? at = _root;
        for (int depth = 0; at is { Bucket: null }; depth++)
        {
            HamtNode node = Open(at, slots[..depth]);
            slots[depth] = (byte)path.SlotAt(depth);
            at = node.At(slots[depth]);
        }

        int found = at is null ? -1 : Find(at.Bucket!, key);
        value = found < 0 ? default : at!.Bucket![found].Value;
        return found >= 0;
    }

    /// <summary>
    /// Stores a copy of one CBOR item under a copy of <paramref name="key"/>; the caller vouches that it is one item. False when exactly that was there.
    /// </summary>
    public bool Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        HamtPath path = PathOf(key, stackalloc byte[HamtOptions.DigestLength]);
        return Set(_root, path, stackalloc byte[_options.MaxDepth], 0, new HamtEntry(key.ToArray(), value.ToArray()));
    }

    /// <summary>False when nothing was there.</summary>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        HamtPath path = PathOf(key, stackalloc byte[HamtOptions.DigestLength]);
        return Remove(_root, path, stackalloc byte[_options.MaxDepth], 0, key);
    }

    /// <summary>Writes the nodes that changed and returns the root, which then holds everything.</summary>
    public Cid Flush() => Flush(_root);

    private Cid Flush(HamtPointer pointer)
    {
        if (pointer.Link is not null) { return pointer.Link; }

        foreach (HamtPointer child in pointer.Child!.Pointers)
        {
            if (child.Bucket is null) { Flush(child); }
        }

        return pointer.Link = _store.PutDagCbor(HamtCodec.Encode(pointer.Child));
    }

    private bool Set(HamtPointer at, HamtPath path, Span<byte> slots, int depth, HamtEntry entry)
    {
        HamtNode node = Open(at, slots[..depth]);
        int slot = path.SlotAt(depth);
        slots[depth] = (byte)slot;
        HamtPointer? next = node.At(slot);
        bool changed = true;
        if (next is null) { node.Insert(slot, new HamtPointer([entry])); }
        else if (next.Bucket is null) { changed = Set(next, path, slots, depth + 1, entry); }
        else { changed = SetInBucket(next, depth, entry); }

        if (changed) { at.Link = null; }

        return changed;
    }

    private bool SetInBucket(HamtPointer pointer, int depth, HamtEntry entry)
    {
        List<HamtEntry> bucket = pointer.Bucket!;
        int found = Find(bucket, entry.Key.Span);
        if (found >= 0)
        {
            if (bucket[found].Value.Span.SequenceEqual(entry.Value.Span)) { return false; }

            bucket[found] = entry;
        }
        else if (bucket.Count < HamtOptions.BucketSize) { bucket.Insert(~found, entry); }
        else { Split(pointer, depth + 1, [.. bucket, entry]); }

        return true;
    }

    /// <summary>Turns a full bucket into a node at <paramref name="depth"/>.</summary>
    private void Split(HamtPointer pointer, int depth, HamtEntry[] entries)
    {
        if (depth == _options.MaxDepth) { throw new FilecoinFormatException("hamt.depth", $"{entries.Length} keys share all bits of their digests"); }

        pointer.Bucket = null;
        pointer.Child = new HamtNode();
        Span<byte> slots = stackalloc byte[_options.MaxDepth];
        Span<byte> digest = stackalloc byte[HamtOptions.DigestLength];
        foreach (HamtEntry entry in entries) { Set(pointer, PathOf(entry.Key.Span, digest), slots, depth, entry); }
    }

    private bool Remove(HamtPointer at, HamtPath path, Span<byte> slots, int depth, ReadOnlySpan<byte> key)
    {
        HamtNode node = Open(at, slots[..depth]);
        int slot = path.SlotAt(depth);
        slots[depth] = (byte)slot;
        HamtPointer? next = node.At(slot);
        bool changed = next is not null && (next.Bucket is null ? Remove(next, path, slots, depth + 1, key) : RemoveFromBucket(next.Bucket, key));
        if (!changed) { return false; }

        at.Link = null;
        if (next!.Bucket is null) { Collapse(next); }

        if (next.Bucket is { Count: 0 }) { node.Remove(slot); }

        return true;
    }

    /// <summary>A child whose entries fit one bucket becomes that bucket, so that the shape depends on the content only.</summary>
    private static void Collapse(HamtPointer pointer)
    {
        List<HamtEntry>? bucket = pointer.Child!.AsBucket();
        if (bucket is null) { return; }

        pointer.Bucket = bucket;
        pointer.Child = null;
        pointer.Link = null;
    }

    private static bool RemoveFromBucket(List<HamtEntry> bucket, ReadOnlySpan<byte> key)
    {
        int found = Find(bucket, key);
        if (found >= 0) { bucket.RemoveAt(found); }

        return found >= 0;
    }

    /// <summary>The entry's index, or the complement of where it would go.</summary>
    private static int Find(List<HamtEntry> bucket, ReadOnlySpan<byte> key)
    {
        for (int i = 0; i < bucket.Count; i++)
        {
            int order = key.SequenceCompareTo(bucket[i].Key.Span);
            if (order <= 0) { return order == 0 ? i : ~i; }
        }

        return ~bucket.Count;
    }

    private HamtNode Open(HamtPointer pointer, ReadOnlySpan<byte> slots) => pointer.Child ??= HamtCodec.Decode(_store.Get(pointer.Link!), _options, slots);

    private HamtPath PathOf(ReadOnlySpan<byte> key, Span<byte> digest)
    {
        _options.Hash(key, digest);
        return new HamtPath(digest, _options.BitWidth);
    }
}
