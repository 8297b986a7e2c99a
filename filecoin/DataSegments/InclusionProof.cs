using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.DataSegments;

/// <summary>
/// Shows that a piece lies in a deal and that the deal's index says so (PoDSI, FRC-0058): a path from the piece's root, and one from its index entry.
/// </summary>
public sealed record InclusionProof(NodeProof Subtree, NodeProof Index)
{
    private const int EntryHeight = 1;

    /// <summary>
    /// Checks both paths. On success <paramref name="deal"/> is the deal they lead to, which the caller compares with the one on the chain; its payload size
    /// is its capacity.
    /// </summary>
    /// <returns>False with <c>podsi.depth</c>, <c>podsi.size</c>, <c>podsi.roots</c> or <c>podsi.position</c>.</returns>
    public bool TryVerify(PieceInfo piece, [NotNullWhen(true)] out PieceCommitment? deal, out FormatError error)
    {
        deal = null;
        error = CheckShape(piece);
        if (!error.IsNone) { return false; }

        int height = piece.Height + Subtree.Depth;
        byte[] root = Subtree.RootFrom(piece.Root.Span);
        SegmentEntry entry = new(piece.Root.Span, Subtree.Index << (piece.Height + 5), piece.PaddedBytes);
        if (!Index.RootFrom(entry.Node()).AsSpan().SequenceEqual(root))
        {
            error = new("podsi.roots", "the paths of the piece and of its index entry lead to different roots");
        }
        else if (!PieceNode.IsFieldElement(root)) { error = new("podsi.roots", "the paths lead to a root that no piece has"); }
        else { deal = new PieceCommitment(root, height, PieceSize.Capacity(height)); }

        return error.IsNone;
    }

    public byte[] Encode()
    {
        CborWriter writer = new(4096);
        Write(ref writer);
        byte[] bytes = writer.ToArray();
        writer.Dispose();
        return bytes;
    }

    public void Write(ref CborWriter writer)
    {
        writer.WriteListStart(2);
        Subtree.Write(ref writer);
        Index.Write(ref writer);
    }

    /// <summary>Reads the form <c>[subtree proof, index proof]</c>.</summary>
    public static InclusionProof Read(ref CborReader reader)
    {
        reader.ReadTupleStart(2);
        return new(NodeProof.Read(ref reader), NodeProof.Read(ref reader));
    }

    /// <summary>Reads a proof that takes all of <paramref name="bytes"/>.</summary>
    /// <exception cref="FilecoinFormatException">Codes <c>podsi.*</c>, <c>cbor.*</c>.</exception>
    public static InclusionProof Decode(ReadOnlySpan<byte> bytes)
    {
        CborReader reader = new(bytes);
        InclusionProof proof = Read(ref reader);
        reader.ReadEnd();
        return proof;
    }

    private FormatError CheckShape(PieceInfo piece)
    {
        if (!Subtree.IsPossible || !Index.IsPossible)
        {
            return new("podsi.depth", $"a path is longer than {NodeProof.MaxDepth} nodes or its index is not below 2^length");
        }

        int height = piece.Height + Subtree.Depth;
        if (height > PieceSize.MaxHeight || height != EntryHeight + Index.Depth)
        {
            return new("podsi.size", $"the paths lead to heights {height} and {EntryHeight + Index.Depth}, not to one of at most {PieceSize.MaxHeight}");
        }

        ulong dealBytes = PieceSize.PaddedBytes(height);
        ulong slots = dealBytes / SegmentEntry.Length;
        ulong firstSlot = slots - Math.Min(slots, SegmentIndex.MaxEntries(dealBytes));
        return Index.Index >= firstSlot
            ? default
            : new("podsi.position", $"the index entry is in slot {Index.Index} of {slots}; the index starts at slot {firstSlot}");
    }
}
