using System.Numerics;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Vm.Kernel;

/// <summary>A piece in a sector: its padded size in bytes and its commitment.</summary>
public readonly record struct SectorPiece(ulong PaddedBytes, Cid Commitment);

/// <summary>The commitment to the unsealed data of a sector (CommD), made of the commitments to its pieces.</summary>
internal static class UnsealedSector
{
    private const int NodeBytes = 32;
    private const ulong MinPieceBytes = 128;

    /// <summary>Sector sizes by registered seal proof, which come in groups of five.</summary>
    private static readonly ulong[] SectorBytes = [2UL << 10, 8UL << 20, 512UL << 20, 32UL << 30, 64UL << 30];

    private static readonly byte[][] ZeroNodes = BuildZeroNodes();

    public static bool IsSealProof(long sealProof) => sealProof is >= 0 and < 20;

    /// <summary>Reads the tuple list [[size, CID], ...].</summary>
    public static SyscallResult ReadPieces(ReadOnlySpan<byte> cbor, out List<SectorPiece> pieces)
    {
        pieces = [];
        CborReader reader = new(cbor);
        bool ok = reader.TryReadListStart(out int count);
        for (int i = 0; ok && i < count; i++)
        {
            Cid? commitment = null;
            ulong size = 0;
            ok = reader.TryReadTupleStart(2) && reader.TryReadUInt64(out size) && reader.TryReadLink(out commitment);
            if (ok) { pieces.Add(new SectorPiece(size, commitment!)); }
        }

        return ok && reader.TryReadEnd() ? SyscallResult.Ok : SyscallResult.Fail(ErrorNumber.IllegalArgument, $"malformed pieces: {reader.Error.Message}");
    }

    /// <summary>Lays the pieces out in order, each at a multiple of its size, fills the gaps and the end with zeros, and commits to all of it.</summary>
    public static SyscallResult Commit(long sealProof, IReadOnlyList<SectorPiece> pieces, out Cid? cid)
    {
        cid = null;
        ulong sector = SectorBytes[sealProof % SectorBytes.Length];
        Layout layout = new();
        foreach (SectorPiece piece in pieces)
        {
            if (!IsPiece(piece, sector)) { return Illegal($"a piece of {piece.PaddedBytes} bytes with CID {piece.Commitment} does not go into a sector of {sector} bytes"); }

            layout.FillTo(piece.PaddedBytes);
            layout.Append(piece.PaddedBytes, piece.Commitment.Digest);
            if (layout.Bytes > sector) { return Illegal($"the pieces take more than the sector's {sector} bytes"); }
        }

        layout.FillTo(sector);
        if (layout.Bytes == 0) { layout.Append(sector, ZeroNode(sector)); }

        cid = Cid.Create(CidCodec.FilCommitmentUnsealed, MultihashCode.Sha256Trunc254Padded, layout.Root);
        return SyscallResult.Ok;
    }

    private static bool IsPiece(SectorPiece piece, ulong sector) =>
        BitOperations.IsPow2(piece.PaddedBytes) && piece.PaddedBytes >= MinPieceBytes && piece.PaddedBytes <= sector
        && piece.Commitment is { Codec: CidCodec.FilCommitmentUnsealed, HashFunction: MultihashCode.Sha256Trunc254Padded };

    private static SyscallResult Illegal(string message) => SyscallResult.Fail(ErrorNumber.IllegalArgument, message);

    private static byte[] ZeroNode(ulong bytes) => ZeroNodes[BitOperations.Log2(bytes / NodeBytes)];

    private static byte[][] BuildZeroNodes()
    {
        byte[][] nodes = new byte[BitOperations.Log2(SectorBytes[^1] / NodeBytes) + 1][];
        nodes[0] = new byte[NodeBytes];
        for (int i = 1; i < nodes.Length; i++) { nodes[i] = Join(nodes[i - 1], nodes[i - 1]); }

        return nodes;
    }

    private static byte[] Join(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        byte[] parent = new byte[NodeBytes];
        Sha256Nodes.HashPairs([.. left, .. right], parent);
        return parent;
    }

    /// <summary>Complete subtrees from left to right, of falling size: equal neighbours are joined at once.</summary>
    private sealed class Layout
    {
        private readonly Stack<(ulong Bytes, byte[] Node)> _subtrees = new();

        public ulong Bytes { get; private set; }

        public ReadOnlySpan<byte> Root => _subtrees.Peek().Node;

        /// <summary>Fills with zeros up to a multiple of <paramref name="alignment"/>, a power of two.</summary>
        public void FillTo(ulong alignment)
        {
            for (ulong gap = (0 - Bytes) & (alignment - 1); gap != 0; gap = (0 - Bytes) & (alignment - 1))
            {
                ulong zeros = gap & (0 - gap);
                Append(zeros, ZeroNode(zeros));
            }
        }

        public void Append(ulong bytes, ReadOnlySpan<byte> node)
        {
            Bytes += bytes;
            (ulong Bytes, byte[] Node) subtree = (bytes, node.ToArray());
            while (_subtrees.TryPeek(out (ulong Bytes, byte[] Node) left) && left.Bytes == subtree.Bytes)
            {
                _subtrees.Pop();
                subtree = (subtree.Bytes * 2, Join(left.Node, subtree.Node));
            }

            _subtrees.Push(subtree);
        }
    }
}
