using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Hamt;

/// <summary>One entry: key bytes and the CBOR item stored under it.</summary>
internal readonly record struct HamtEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);

/// <summary>
/// What a taken slot holds: a bucket, or a child node known by its link, by its decoded form, or both. Without a link the child is newer than the store.
/// </summary>
internal sealed class HamtPointer
{
    public HamtPointer(List<HamtEntry> bucket) => Bucket = bucket;

    public HamtPointer(Cid link) => Link = link;

    public HamtPointer(HamtNode child) => Child = child;

    public List<HamtEntry>? Bucket { get; set; }

    public HamtNode? Child { get; set; }

    public Cid? Link { get; set; }
}

/// <summary>A decoded node: taken slots and, in slot order, what they hold.</summary>
internal sealed class HamtNode
{
    private SlotMap _slots;

    public HamtNode() => Pointers = [];

    public HamtNode(SlotMap slots, List<HamtPointer> pointers) => (_slots, Pointers) = (slots, pointers);

    public List<HamtPointer> Pointers { get; }

    public ref readonly SlotMap Slots => ref _slots;

    public HamtPointer? At(int slot) => _slots.Has(slot) ? Pointers[_slots.IndexOf(slot)] : null;

    public void Insert(int slot, HamtPointer pointer)
    {
        Pointers.Insert(_slots.IndexOf(slot), pointer);
        _slots.Add(slot);
    }

    public void Remove(int slot)
    {
        Pointers.RemoveAt(_slots.IndexOf(slot));
        _slots.Remove(slot);
    }

    /// <summary>All entries sorted by key when they fit one bucket and no child is left; then the node must not exist (canonical form).</summary>
    public List<HamtEntry>? AsBucket()
    {
        List<HamtEntry> all = [];
        foreach (HamtPointer pointer in Pointers)
        {
            if (pointer.Bucket is null || all.Count + pointer.Bucket.Count > HamtOptions.BucketSize) { return null; }

            all.AddRange(pointer.Bucket);
        }

        all.Sort(static (left, right) => left.Key.Span.SequenceCompareTo(right.Key.Span));
        return all;
    }
}
