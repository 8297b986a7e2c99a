using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Amt;

/// <summary>Which root layout an AMT has.</summary>
public enum AmtVersion
{
    /// <summary><c>[height, count, node]</c>, bit width 3 (go-amt-ipld v2 and before).</summary>
    V0,

    /// <summary><c>[bit width, height, count, node]</c>.</summary>
    V3,
}

/// <summary>Nodes as CBOR: <c>[bitmap, [link, ...], [value, ...]]</c> (ref-fvm <c>ipld/amt</c>); the root's node lies inside the root block.</summary>
internal static class AmtCodec
{
    public const int BitWidthV0 = 3;

    public static byte[] EncodeRoot(AmtVersion version, AmtShape shape, int height, ulong count, AmtNode node)
    {
        CborWriter writer = new(512);
        writer.WriteListStart(version == AmtVersion.V0 ? 3 : 4);
        if (version == AmtVersion.V3) { writer.WriteUInt64((ulong)shape.BitWidth); }

        writer.WriteUInt64((ulong)height);
        writer.WriteUInt64(count);
        Encode(ref writer, shape, node);
        byte[] block = writer.ToArray();
        writer.Dispose();
        return block;
    }

    public static byte[] EncodeNode(AmtShape shape, AmtNode node)
    {
        CborWriter writer = new(512);
        Encode(ref writer, shape, node);
        byte[] block = writer.ToArray();
        writer.Dispose();
        return block;
    }

    public static (AmtShape Shape, int Height, ulong Count, AmtNode Node) DecodeRoot(ReadOnlyMemory<byte> block, AmtVersion version)
    {
        CborReader reader = new(block.Span);
        reader.ReadTupleStart(version == AmtVersion.V0 ? 3 : 4);
        ulong bitWidth = version == AmtVersion.V0 ? BitWidthV0 : reader.ReadUInt64();
        if (bitWidth is < 1 or > AmtArray.MaxBitWidth)
        {
            throw reader.Refuse("amt.bitwidth", $"AMT bit width is {bitWidth}; allowed are 1 to {AmtArray.MaxBitWidth}");
        }

        AmtShape shape = new((int)bitWidth);
        ulong height = reader.ReadUInt64();
        if (height > (ulong)shape.MaxHeight)
        {
            throw reader.Refuse("amt.height", $"AMT height is {height}; at bit width {bitWidth} it is at most {shape.MaxHeight}");
        }

        ulong count = reader.ReadUInt64();
        AmtNode node = Decode(ref reader, block, shape, (int)height);
        reader.ReadEnd();
        if (node.IsEmpty != (count == 0))
        {
            throw reader.Refuse("amt.count", $"the count is {count}, and the root node is {(node.IsEmpty ? "" : "not ")}empty");
        }

        return height == 0 || node.Slots.Length > 1
            ? (shape, (int)height, count, node)
            : throw reader.Refuse("amt.height.minimal", $"a tree of height {height} has nothing beyond its first child");
    }

    public static AmtNode DecodeNode(ReadOnlyMemory<byte> block, AmtShape shape, int height)
    {
        CborReader reader = new(block.Span);
        AmtNode node = Decode(ref reader, block, shape, height);
        reader.ReadEnd();
        return node.IsEmpty ? throw reader.Refuse("amt.empty", "only the root may be empty") : node;
    }

    private static void Encode(ref CborWriter writer, AmtShape shape, AmtNode node)
    {
        Span<byte> bitmap = stackalloc byte[32];
        node.Slots.ToLittleEndian(bitmap);
        writer.WriteListStart(3);
        writer.WriteBytes(bitmap[..shape.BitmapLength]);
        writer.WriteListStart(node.Children.Count);
        foreach (AmtPointer child in node.Children)
        {
            writer.WriteLink(child.Link ?? throw new InvalidOperationException("an AMT node is encoded before its changed child"));
        }

        writer.WriteListStart(node.Values.Count);
        foreach (ReadOnlyMemory<byte> value in node.Values) { writer.WriteRaw(value.Span); }
    }

    private static AmtNode Decode(ref CborReader reader, ReadOnlyMemory<byte> block, AmtShape shape, int height)
    {
        reader.ReadTupleStart(3);
        ReadOnlySpan<byte> bitmap = reader.ReadBytes(32);
        if (bitmap.Length != shape.BitmapLength)
        {
            throw reader.Refuse("amt.bitmap.length", $"the bitmap has {bitmap.Length} bytes; at bit width {shape.BitWidth} it has {shape.BitmapLength}");
        }

        AmtNode node = new(SlotMap.FromLittleEndian(bitmap));
        if (node.Slots.Length > shape.Width) { throw reader.Refuse("amt.bitmap", $"slot {node.Slots.Length - 1} is set; a node has {shape.Width}"); }

        int links = reader.ReadListStart();
        for (int i = 0; i < links; i++) { node.Children.Add(DecodeLink(ref reader)); }

        int values = reader.ReadListStart();
        for (int i = 0; i < values; i++) { node.Values.Add(DecodeValue(ref reader, block)); }

        if (height == 0 ? links != 0 : values != 0)
        {
            string wrong = height == 0 ? "links" : "values";
            throw reader.Refuse("amt.kind", $"a node at height {height} has {links} links and {values} values; {wrong} do not belong there");
        }

        int items = links + values;
        return items == node.Slots.Count ? node : throw reader.Refuse("amt.items", $"the node has {items} items for {node.Slots.Count} set bits");
    }

    private static AmtPointer DecodeLink(ref CborReader reader)
    {
        Cid link = reader.ReadLink();
        return link.Codec == CidCodec.DagCbor
            ? new AmtPointer(link, null)
            : throw reader.Refuse("amt.link.codec", $"a child link has codec 0x{link.Codec:x}, expected 0x{CidCodec.DagCbor:x}");
    }

    private static ReadOnlyMemory<byte> DecodeValue(ref CborReader reader, ReadOnlyMemory<byte> block)
    {
        int start = reader.Position;
        reader.SkipValue();
        return block[start..reader.Position];
    }
}
