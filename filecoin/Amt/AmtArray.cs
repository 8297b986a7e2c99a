using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Amt;

/// <summary>
/// A sparse array of CBOR items by 64-bit index, kept as a tree of blocks (ref-fvm <c>ipld/amt</c>). The same content always has the same root.
/// Nodes are loaded when first needed and kept; changes stay in memory until <see cref="Flush"/>. Not thread-safe.
/// Corrupt or hostile blocks give a <see cref="FilecoinFormatException"/> (<c>amt.*</c>, <c>cbor.*</c>), absent ones a <see cref="BlockMissingException"/>.
/// </summary>
public sealed partial class AmtArray
{
    /// <summary>The highest index: 2^64 − 2.</summary>
    public const ulong MaxIndex = ulong.MaxValue - 1;

    public const int MaxBitWidth = 8;

    private readonly IBlockstore _store;
    private readonly AmtVersion _version;
    private readonly AmtShape _shape;
    private AmtNode _root;
    private int _height;

    /// <summary>An empty array of version 3. Bit width: 1 to <see cref="MaxBitWidth"/>; events use 5, receipts and message lists 3 upwards.</summary>
    public AmtArray(IBlockstore store, int bitWidth) : this(store, AmtVersion.V3, ShapeOf(bitWidth), 0, 0, new AmtNode()) { }

    private AmtArray(IBlockstore store, AmtVersion version, AmtShape shape, int height, ulong count, AmtNode root) =>
        (_store, _version, _shape, _height, Count, _root) = (store, version, shape, height, count, root);

    /// <summary>Number of items, as the root declares it; <see cref="Entries"/> checks it.</summary>
    public ulong Count { get; private set; }

    public static AmtArray Load(IBlockstore store, Cid root, AmtVersion version = AmtVersion.V3)
    {
        var (shape, height, count, node) = AmtCodec.DecodeRoot(store.Get(root), version);
        return new AmtArray(store, version, shape, height, count, node);
    }

    /// <summary>Writes <paramref name="encodedValues"/> (one CBOR item each) at indices 0, 1, ... as a version 3 array.</summary>
    public static Cid Build(IBlockstore store, int bitWidth, IReadOnlyList<ReadOnlyMemory<byte>> encodedValues)
    {
        AmtArray array = new(store, bitWidth);
        for (int i = 0; i < encodedValues.Count; i++) { array.Set((ulong)i, encodedValues[i].Span); }

        return array.Flush();
    }

    public bool TryGet(ulong index, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (index > MaxIndex || _shape.HeightFor(index) > _height) { return false; }

        AmtNode? node = _root;
        for (int height = _height; height > 0 && node is not null; height--)
        {
            AmtPointer? child = node.ChildAt(_shape.SlotAt(index, height));
            node = child is null ? null : Open(child, height - 1);
        }

        return node is not null && node.TryGetValue(_shape.SlotAt(index, 0), out value);
    }

    /// <summary>Stores a copy of one CBOR item; the caller vouches that it is one. <paramref name="index"/> is at most <see cref="MaxIndex"/>.</summary>
    public void Set(ulong index, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, MaxIndex);
        GrowTo(_shape.HeightFor(index));
        if (Set(_root, _height, index, value.ToArray())) { Count++; }
    }

    /// <summary>False when nothing was there.</summary>
    public bool Remove(ulong index)
    {
        if (index > MaxIndex || _shape.HeightFor(index) > _height || !Remove(_root, _height, index)) { return false; }

        Count--;
        Shrink();
        return true;
    }

    /// <summary>Writes the nodes that changed and returns the root, which then holds everything.</summary>
    public Cid Flush()
    {
        foreach (AmtPointer child in _root.Children) { Flush(child); }

        return _store.PutDagCbor(AmtCodec.EncodeRoot(_version, _shape, _height, Count, _root));
    }

    private static AmtShape ShapeOf(int bitWidth) => bitWidth is >= 1 and <= MaxBitWidth
        ? new AmtShape(bitWidth)
        : throw new ArgumentOutOfRangeException(nameof(bitWidth), bitWidth, $"AMT bit width must be 1 to {MaxBitWidth}");

    private void Flush(AmtPointer pointer)
    {
        if (pointer.Link is not null) { return; }

        foreach (AmtPointer child in pointer.Child!.Children) { Flush(child); }

        pointer.Link = _store.PutDagCbor(AmtCodec.EncodeNode(_shape, pointer.Child));
    }

    private void GrowTo(int height)
    {
        while (_height < height)
        {
            AmtNode parent = new();
            if (!_root.IsEmpty) { parent.InsertChild(0, new AmtPointer(null, _root)); }

            _root = parent;
            _height++;
        }
    }

    private bool Set(AmtNode node, int height, ulong index, byte[] value)
    {
        int slot = _shape.SlotAt(index, height);
        if (height == 0) { return node.SetValue(slot, value); }

        AmtPointer? child = node.ChildAt(slot);
        if (child is null)
        {
            child = new AmtPointer(null, new AmtNode());
            node.InsertChild(slot, child);
        }

        bool added = Set(Open(child, height - 1), height - 1, index, value);
        child.Link = null;
        return added;
    }

    private bool Remove(AmtNode node, int height, ulong index)
    {
        int slot = _shape.SlotAt(index, height);
        if (height == 0) { return node.RemoveValue(slot); }

        AmtPointer? child = node.ChildAt(slot);
        if (child is null || !Remove(Open(child, height - 1), height - 1, index)) { return false; }

        child.Link = null;
        if (child.Child!.IsEmpty) { node.RemoveChild(slot); }

        return true;
    }

    /// <summary>The height is always the least that the highest index needs.</summary>
    private void Shrink()
    {
        while (_height > 0 && _root.Slots.Length <= 1)
        {
            _root = _root.IsEmpty ? new AmtNode() : Open(_root.Children[0], _height - 1);
            _height = _root.IsEmpty ? 0 : _height - 1;
        }
    }

    private AmtNode Open(AmtPointer pointer, int height) => pointer.Child ??= AmtCodec.DecodeNode(_store.Get(pointer.Link!), _shape, height);
}
