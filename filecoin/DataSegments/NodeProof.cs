using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.DataSegments;

/// <summary>A Merkle path from any node of a piece tree: its index on its own level, and its siblings upwards.</summary>
public sealed class NodeProof
{
    /// <summary>The longest path.</summary>
    public const int MaxDepth = 63;

    private readonly byte[] _siblings;

    /// <param name="index">Index among the nodes of the same level.</param>
    /// <param name="siblings">32 bytes for each level, lowest first.</param>
    public NodeProof(ulong index, ReadOnlySpan<byte> siblings)
    {
        if (siblings.Length % PieceSize.NodeBytes != 0) { throw new ArgumentException($"siblings have {PieceSize.NodeBytes} bytes each", nameof(siblings)); }

        Index = index;
        _siblings = siblings.ToArray();
    }

    public ulong Index { get; }

    public ReadOnlySpan<byte> Siblings => _siblings;

    /// <summary>Levels between the proved node and the root.</summary>
    public int Depth => _siblings.Length / PieceSize.NodeBytes;

    /// <summary>Whether the path is not too long and the index is below 2^depth.</summary>
    public bool IsPossible => Depth <= MaxDepth && Index >> Depth == 0;

    /// <summary>The root above <paramref name="node"/>.</summary>
    public byte[] RootFrom(ReadOnlySpan<byte> node)
    {
        byte[] root = node.ToArray();
        PieceNode.Climb(root, Index, _siblings);
        return root;
    }

    public void Write(ref CborWriter writer)
    {
        writer.WriteListStart(2);
        writer.WriteUInt64(Index);
        writer.WriteListStart(Depth);
        for (int level = 0; level < Depth; level++) { writer.WriteBytes(_siblings.AsSpan(level * PieceSize.NodeBytes, PieceSize.NodeBytes)); }
    }

    /// <summary>Reads the form <c>[index, [sibling, …]]</c>; more than <see cref="MaxDepth"/> siblings are refused as <c>podsi.depth</c>.</summary>
    public static NodeProof Read(ref CborReader reader)
    {
        reader.ReadTupleStart(2);
        ulong index = reader.ReadUInt64();
        int depth = reader.ReadListStart();
        if (depth > MaxDepth) { throw reader.Refuse("podsi.depth", $"a path of {depth} nodes is longer than {MaxDepth}"); }

        byte[] siblings = new byte[depth * PieceSize.NodeBytes];
        for (int level = 0; level < depth; level++)
        {
            ReadOnlySpan<byte> sibling = reader.ReadBytes(PieceSize.NodeBytes);
            if (sibling.Length != PieceSize.NodeBytes) { throw reader.Refuse("podsi.node", $"a node has {PieceSize.NodeBytes} bytes, found {sibling.Length}"); }

            sibling.CopyTo(siblings.AsSpan(level * PieceSize.NodeBytes));
        }

        return new(index, siblings);
    }
}
