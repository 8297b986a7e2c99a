using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.DataSegments;

/// <summary>
/// A deal made of several pieces, each at the next multiple of its own size, and the index that names them (FRC-0058). Holds commitments only, never
/// the data.
/// </summary>
public sealed class DataAggregate
{
    private const int EntryHeight = 1;

    private readonly PieceInfo[] _pieces;
    private readonly SparseTree _tree;

    /// <param name="dealBytes">Padded bytes of the deal: a power of two that has room for the pieces and the index.</param>
    /// <param name="pieces">In the order in which they lie in the deal.</param>
    /// <exception cref="FilecoinFormatException"><c>podsi.deal.size</c>, <c>podsi.pieces</c>, <c>podsi.room</c>.</exception>
    public DataAggregate(ulong dealBytes, IReadOnlyList<PieceInfo> pieces)
    {
        IndexStart = SegmentIndex.Start(dealBytes);
        ulong slots = SegmentIndex.MaxEntries(dealBytes);
        if ((ulong)pieces.Count > slots)
        {
            throw new FilecoinFormatException("podsi.pieces", $"{pieces.Count} pieces are more than the {slots} slots of the index");
        }

        _pieces = [.. pieces];
        _tree = new SparseTree(PieceSize.HeightOf(dealBytes));
        Entries = Place();
        _tree.Build();
        Commitment = new PieceCommitment(_tree.Root, _tree.Height, PieceSize.Capacity(_tree.Height));
    }

    /// <summary>The commitment to the whole deal.</summary>
    public PieceCommitment Commitment { get; }

    /// <summary>Padded bytes before the index.</summary>
    public ulong IndexStart { get; }

    /// <summary>One for each piece, in order.</summary>
    public IReadOnlyList<SegmentEntry> Entries { get; }

    /// <summary>The payload bytes of the index, from <see cref="SegmentIndex.PayloadStart"/> to the end of the deal.</summary>
    public byte[] IndexPayload()
    {
        byte[] padded = new byte[Commitment.PaddedBytes - IndexStart];
        for (int i = 0; i < Entries.Count; i++) { Entries[i].Bytes.CopyTo(padded.AsSpan(i * SegmentEntry.Length)); }

        byte[] payload = new byte[padded.Length / Fr32.PaddedBlock * Fr32.PayloadBlock];
        Fr32.TryUnpad(padded, payload); // entries are field elements
        return payload;
    }

    /// <param name="piece">Position of the piece in the list that the aggregate was made from.</param>
    public InclusionProof Prove(int piece)
    {
        ulong slot = (IndexStart / SegmentEntry.Length) + (ulong)piece;
        return new(_tree.Path(_pieces[piece].Height, Entries[piece].Offset / _pieces[piece].PaddedBytes), _tree.Path(EntryHeight, slot));
    }

    private SegmentEntry[] Place()
    {
        SegmentEntry[] entries = new SegmentEntry[_pieces.Length];
        ulong end = 0;
        for (int i = 0; i < _pieces.Length; i++)
        {
            PieceInfo piece = _pieces[i];
            ulong size = piece.PaddedBytes;
            ulong offset = (end + size - 1) & ~(size - 1);
            if (size > IndexStart || offset > IndexStart - size)
            {
                throw new FilecoinFormatException("podsi.room", $"piece {i} of {size} padded bytes does not fit before the index at {IndexStart}");
            }

            entries[i] = new SegmentEntry(piece.Root.Span, offset, size);
            end = offset + size;
            _tree.Set(piece.Height, offset / size, piece.Root);
            _tree.Set(EntryHeight, (IndexStart / SegmentEntry.Length) + (ulong)i, entries[i].Node());
        }

        return entries;
    }
}
