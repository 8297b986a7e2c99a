using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Amt;

/// <summary>A child node known by its link, its decoded form, or both. Without a link the child is newer than the store.</summary>
internal sealed class AmtPointer(Cid? link, AmtNode? child)
{
    public Cid? Link { get; set; } = link;

    public AmtNode? Child { get; set; } = child;
}

/// <summary>A decoded node: values at height 0, children above, both in slot order.</summary>
internal sealed class AmtNode
{
    private SlotMap _slots;

    public AmtNode() { }

    public AmtNode(SlotMap slots) => _slots = slots;

    public List<ReadOnlyMemory<byte>> Values { get; } = [];

    public List<AmtPointer> Children { get; } = [];

    public ref readonly SlotMap Slots => ref _slots;

    public bool IsEmpty => _slots.Length == 0;

    public AmtPointer? ChildAt(int slot) => _slots.Has(slot) ? Children[_slots.IndexOf(slot)] : null;

    public bool TryGetValue(int slot, out ReadOnlyMemory<byte> value)
    {
        bool found = _slots.Has(slot);
        value = found ? Values[_slots.IndexOf(slot)] : default;
        return found;
    }

    public void InsertChild(int slot, AmtPointer child)
    {
        Children.Insert(_slots.IndexOf(slot), child);
        _slots.Add(slot);
    }

    /// <summary>True when the slot was empty before.</summary>
    public bool SetValue(int slot, ReadOnlyMemory<byte> value)
    {
        int index = _slots.IndexOf(slot);
        bool added = !_slots.Has(slot);
        if (added) { Values.Insert(index, value); }
        else { Values[index] = value; }

        _slots.Add(slot);
        return added;
    }

    public void RemoveChild(int slot)
    {
        Children.RemoveAt(_slots.IndexOf(slot));
        _slots.Remove(slot);
    }

    public bool RemoveValue(int slot)
    {
        bool found = _slots.Has(slot);
        if (found) { Values.RemoveAt(_slots.IndexOf(slot)); }

        _slots.Remove(slot);
        return found;
    }
}
