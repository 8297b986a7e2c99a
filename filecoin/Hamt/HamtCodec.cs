using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Hamt;

/// <summary>
/// Nodes as blocks: <c>[bitfield, [pointer, ...]]</c>, a pointer being a link or a list of <c>[key, value]</c> (ref-fvm <c>ipld/hamt</c>, version 3).
/// </summary>
internal static class HamtCodec
{
    public static byte[] Encode(HamtNode node)
    {
        CborWriter writer = new(512);
        writer.WriteListStart(2);
        writer.WriteBytes(node.Slots.ToBigEndian(stackalloc byte[32]));
        writer.WriteListStart(node.Pointers.Count);
        foreach (HamtPointer pointer in node.Pointers) { Encode(ref writer, pointer); }

        byte[] block = writer.ToArray();
        writer.Dispose();
        return block;
    }

    /// <summary>
    /// Refuses every node that a canonical writer with these options could not have put at <paramref name="path"/> (the slots from the root down to it).
    /// </summary>
    public static HamtNode Decode(ReadOnlyMemory<byte> block, HamtOptions options, ReadOnlySpan<byte> path)
    {
        CborReader reader = new(block.Span);
        reader.ReadTupleStart(2);
        ReadOnlySpan<byte> bitfield = reader.ReadBytes(HamtOptions.DigestLength);
        if (!SlotMap.TryFromBigEndian(bitfield, out SlotMap slots)) { throw reader.Refuse("hamt.bitfield", "the bitfield starts with a zero byte"); }

        if (slots.Length > 1 << options.BitWidth)
        {
            throw reader.Refuse("hamt.bitfield", $"slot {slots.Length - 1} is set; a node of bit width {options.BitWidth} has {1 << options.BitWidth}");
        }

        int count = reader.ReadListStart();
        if (count != slots.Count) { throw reader.Refuse("hamt.pointers", $"the node has {count} pointers for {slots.Count} set bits"); }

        if (count == 0 && path.Length > 0) { throw reader.Refuse("hamt.empty", "only the root may be empty"); }

        List<HamtPointer> pointers = new(count);
        PlaceCheck place = new(options, path);
        for (int slot = 0; pointers.Count < count; slot++)
        {
            if (slots.Has(slot)) { pointers.Add(DecodePointer(ref reader, block, place, slot)); }
        }

        reader.ReadEnd();
        return new HamtNode(slots, pointers);
    }

    private static void Encode(ref CborWriter writer, HamtPointer pointer)
    {
        if (pointer.Bucket is null)
        {
            writer.WriteLink(pointer.Link ?? throw new InvalidOperationException("a HAMT node is encoded before its changed child"));
            return;
        }

        writer.WriteListStart(pointer.Bucket.Count);
        foreach (HamtEntry entry in pointer.Bucket)
        {
            writer.WriteListStart(2);
            writer.WriteBytes(entry.Key.Span);
            writer.WriteRaw(entry.Value.Span);
        }
    }

    private static HamtPointer DecodePointer(ref CborReader reader, ReadOnlyMemory<byte> block, PlaceCheck place, int slot)
    {
        if (reader.Peek() == CborKind.Link) { return new HamtPointer(DecodeLink(ref reader, place.Depth, place.Options)); }

        int count = reader.ReadListStart();
        if (count is < 1 or > HamtOptions.BucketSize)
        {
            throw reader.Refuse("hamt.bucket.size", $"a bucket has {count} entries; allowed are 1 to {HamtOptions.BucketSize}");
        }

        List<HamtEntry> bucket = new(count);
        for (int i = 0; i < count; i++)
        {
            HamtEntry entry = DecodeEntry(ref reader, block);
            if (i > 0 && bucket[^1].Key.Span.SequenceCompareTo(entry.Key.Span) >= 0)
            {
                throw reader.Refuse("hamt.bucket.order", "the keys of a bucket are not unique and sorted");
            }

            if (!place.Allows(entry.Key.Span, slot))
            {
                throw reader.Refuse("hamt.place", $"key {Convert.ToHexString(entry.Key.Span)} does not belong in slot {slot} of this node");
            }

            bucket.Add(entry);
        }

        return new HamtPointer(bucket);
    }

    private static Cid DecodeLink(ref CborReader reader, int depth, HamtOptions options)
    {
        Cid link = reader.ReadLink();
        if (link.Codec != CidCodec.DagCbor)
        {
            throw reader.Refuse("hamt.link.codec", $"a child link has codec 0x{link.Codec:x}, expected 0x{CidCodec.DagCbor:x}");
        }

        return depth + 1 < options.MaxDepth ? link : throw reader.Refuse("hamt.depth", $"a child lies deeper than the {options.MaxDepth} levels a key has");
    }

    private static HamtEntry DecodeEntry(ref CborReader reader, ReadOnlyMemory<byte> block)
    {
        reader.ReadTupleStart(2);
        int keyLength = reader.ReadBytes().Length;
        ReadOnlyMemory<byte> key = block.Slice(reader.Position - keyLength, keyLength);
        int valueStart = reader.Position;
        reader.SkipValue();
        return new HamtEntry(key, block[valueStart..reader.Position]);
    }

    private readonly ref struct PlaceCheck(HamtOptions options, ReadOnlySpan<byte> path)
    {
        private readonly ReadOnlySpan<byte> _path = path;

        public HamtOptions Options => options;

        public int Depth => _path.Length;

        public bool Allows(ReadOnlySpan<byte> key, int slot)
        {
            Span<byte> digest = stackalloc byte[HamtOptions.DigestLength];
            options.Hash(key, digest);
            HamtPath own = new(digest, options.BitWidth);
            for (int depth = 0; depth < _path.Length; depth++)
            {
                if (own.SlotAt(depth) != _path[depth]) { return false; }
            }

            return own.SlotAt(_path.Length) == slot;
        }
    }
}
