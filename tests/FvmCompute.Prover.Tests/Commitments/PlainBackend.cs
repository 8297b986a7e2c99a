using System.Buffers.Binary;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Prover.Tests.Commitments;

/// <summary>The slow truth: a textbook transform per row, one hash at a time.</summary>
internal sealed class PlainBackend : IProverBackend, IProverSession
{
    public string Device => "plain";

    public MemoryBudget Memory { get; } = new("plain", long.MaxValue);

    public long RowsBytes(RowsShape shape) => 0;

    public CommitMemory CommitBytes(RowsShape shape, int rateLog) => new(0, 0);

    public IProverSession Begin(long peakBytes, CancellationToken cancellation) => this;

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<ulong> words) =>
        new PlainRows(shape, [.. Enumerable.Range(0, shape.Rows).Select(j => words.Slice(j << shape.RowLog, 1 << shape.RowLog).ToArray())]);

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<Ext2> elements)
    {
        List<ulong[]> planes = [];
        for (int j = 0; j < shape.Rows; j++)
        {
            Ext2[] row = elements.Slice(j << shape.RowLog, 1 << shape.RowLog).ToArray();
            planes.Add([.. row.Select(e => e.A)]);
            planes.Add([.. row.Select(e => e.B)]);
        }

        return new PlainRows(shape, [.. planes]);
    }

    public IRowCommitment Commit(IFieldRows rows, int rateLog)
    {
        PlainRows plain = (PlainRows)rows;
        return new PlainCommitment(plain.Shape, [.. plain.Planes.Select(p => Encode(p, plain.Shape.DomainLog(rateLog)))]);
    }

    public ulong Grind(ReadOnlySpan<byte> message, int bits)
    {
        byte[] tried = [.. message, .. new byte[sizeof(ulong)]];
        for (ulong nonce = 0; ; nonce++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(tried.AsSpan(message.Length), nonce);
            if ((BinaryPrimitives.ReadUInt64LittleEndian(Blake2b.Hash256(tried)) & ((1UL << bits) - 1)) == 0) { return nonce; }
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Position i holds the value at ω^bitrev(i): decimation in frequency leaves exactly that order.</summary>
    private static ulong[] Encode(ReadOnlySpan<ulong> row, int logDomain)
    {
        ulong[] values = new ulong[1 << logDomain];
        row.CopyTo(values);
        for (int log = logDomain; log > 0; log--)
        {
            int half = 1 << (log - 1);
            ulong root = Goldilocks.RootOfUnity(log);
            for (int start = 0; start < values.Length; start += 2 * half)
            {
                ulong twiddle = 1;
                for (int i = start; i < start + half; i++)
                {
                    (ulong x, ulong y) = (values[i], values[i + half]);
                    values[i] = Goldilocks.Add(x, y);
                    values[i + half] = Goldilocks.Multiply(Goldilocks.Subtract(x, y), twiddle);
                    twiddle = Goldilocks.Multiply(twiddle, root);
                }
            }
        }

        return values;
    }

    private sealed record PlainRows(RowsShape Shape, ulong[][] Planes) : IFieldRows
    {
        public void Dispose()
        {
        }
    }

    private sealed class PlainCommitment : IRowCommitment
    {
        private readonly ulong[][] _codewords;
        private readonly MerkleTree _tree;

        public PlainCommitment(RowsShape shape, ulong[][] codewords)
        {
            (Shape, _codewords) = (shape, codewords);
            byte[] hashes = new byte[MerkleHash.Bytes * codewords[0].Length];
            for (uint i = 0; i < codewords[0].Length; i++) { MerkleHash.Leaf(ReadLeaves([i]), hashes.AsSpan((int)i * MerkleHash.Bytes, MerkleHash.Bytes)); }
            _tree = MerkleTree.OfLeafHashes(hashes);
        }

        public RowsShape Shape { get; }

        public int Depth => _tree.Depth;

        public ReadOnlySpan<byte> Root => _tree.Root;

        public byte[] ReadLeaves(ReadOnlySpan<uint> positions)
        {
            byte[] leaves = new byte[positions.Length * Shape.LeafBytes];
            for (int i = 0; i < positions.Length; i++)
            {
                Span<byte> leaf = leaves.AsSpan(i * Shape.LeafBytes, Shape.LeafBytes);
                for (int w = 0; w < _codewords.Length; w++)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(leaf[(w * Goldilocks.Bytes)..], _codewords[w][positions[i]]);
                }
            }

            return leaves;
        }

        public byte[] Prove(ReadOnlySpan<uint> positions) => _tree.Prove(positions);

        public void Dispose()
        {
        }
    }
}
