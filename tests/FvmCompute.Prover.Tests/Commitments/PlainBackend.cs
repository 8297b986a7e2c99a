using System.Buffers.Binary;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Prover.Tests.Commitments;

/// <summary>The slow truth of commitments: a textbook transform per row, one hash at a time. All else is the processor's scalar form on one thread.</summary>
internal sealed class PlainBackend : IProverBackend
{
    private readonly CpuProverBackend _scalar = new(new MemoryBudget("plain", 1L << 32), threads: 1) { Level = CpuLevel.Scalar };

    public string Device => "plain";

    public MemoryBudget Memory => _scalar.Memory;

    public ProverMemory RowsBytes(RowsShape shape) => ProverMemory.Zero;

    public ProverMemory TreeBytes(RowsShape shape, int rateLog) => ProverMemory.Zero;

    public ProverMemory EncodingBytes(RowsShape shape, int rateLog) => ProverMemory.Zero;

    public ProverMemory FractionBytes(int logLeaves, long usedLeaves) => _scalar.FractionBytes(logLeaves, usedLeaves);

    public ProverMemory RowSumcheckBytes(int columns, int logHeight) => _scalar.RowSumcheckBytes(columns, logHeight);

    public ProverMemory ReductionBytes(int logRowLength, IReadOnlyList<WeightTerm> terms) => _scalar.ReductionBytes(logRowLength, terms);

    public ProverMemory ProductBytes(int logInner) => _scalar.ProductBytes(logInner);

    public ProverMemory PolynomialBytes(int logRowLength) => _scalar.PolynomialBytes(logRowLength);

    public ProverMemory OracleRowsBytes(RowsShape shape) => ProverMemory.Zero;

    public IProverSession Begin(ProverMemory peak, CancellationToken cancellation) => new PlainSession(_scalar.Begin(peak, cancellation));

    public void Dispose()
    {
    }

    private sealed class PlainSession(IProverSession scalar) : IProverSession
    {
        public IFieldRows Import(RowsShape shape, ReadOnlyMemory<ulong> words) => scalar.Import(shape, words);

        public IFieldRows Import(RowsShape shape, ReadOnlyMemory<Ext2> elements) => scalar.Import(shape, elements);

        public IRowCommitment Commit(IFieldRows rows, int rateLog) => new PlainCommitment((CpuFieldRows)rows, rateLog);

        public IFractionTree AddFractions(FractionPlan plan) => scalar.AddFractions(plan);

        public IRowSumcheck StartRows(RowSumcheckPlan plan, ReadOnlySpan<Ext2> point) => scalar.StartRows(plan, point);

        public IInnerSumcheck StartReduction(IReadOnlyList<IFieldRows> matrices, int logRowLength, IReadOnlyList<WeightTerm> terms) =>
            scalar.StartReduction(matrices, logRowLength, terms);

        public IInnerSumcheck StartProduct(ColumnRange left, ReadOnlySpan<Ext2> leftPoint, ColumnRange right, ReadOnlySpan<Ext2> rightPoint) =>
            scalar.StartProduct(left, leftPoint, right, rightPoint);

        public Ext2 EvaluateColumn(ColumnRange column, ReadOnlySpan<Ext2> point) => scalar.EvaluateColumn(column, point);

        public Ext2[] EvaluateRows(IReadOnlyList<IFieldRows> matrices, ReadOnlySpan<Ext2> point) => scalar.EvaluateRows(matrices, point);

        public Ext2 EvaluateMatrix(IFieldRows rows, ReadOnlySpan<Ext2> point) => scalar.EvaluateMatrix(rows, point);

        public IFoldedPolynomial BatchRows(IReadOnlyList<IFieldRows> matrices, ReadOnlySpan<Ext2> fold, ReadOnlySpan<Ext2> point) =>
            new PlainPolynomial(scalar.BatchRows(matrices, fold, point), this);

        public ulong Grind(ReadOnlySpan<byte> message, int bits)
        {
            byte[] tried = [.. message, .. new byte[sizeof(ulong)]];
            for (ulong nonce = 0; ; nonce++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(tried.AsSpan(message.Length), nonce);
                if ((BinaryPrimitives.ReadUInt64LittleEndian(Blake2b.Hash256(tried)) & ((1UL << bits) - 1)) == 0) { return nonce; }
            }
        }

        public void Trim() => scalar.Trim();

        public void Dispose() => scalar.Dispose();
    }

    private sealed class PlainPolynomial(IFoldedPolynomial scalar, PlainSession session) : IFoldedPolynomial
    {
        public int Variables => scalar.Variables;

        public IRowCommitment Commit(int folds, int rateLog) =>
            session.Commit(session.Import(new RowsShape(1 << folds, Variables - folds, ElementField.Extension), scalar.Coefficients()), rateLog);

        public Ext2 Evaluate(ReadOnlySpan<Ext2> point) => scalar.Evaluate(point);

        public void AddPoint(ReadOnlySpan<Ext2> point, Ext2 factor) => scalar.AddPoint(point, factor);

        public void AddPowers(ReadOnlySpan<uint> positions, int logDomain, ReadOnlySpan<Ext2> factors) =>
            scalar.AddPowers(positions, logDomain, factors);

        public RoundSums Open() => scalar.Open();

        public RoundSums Bind(Ext2 challenge) => scalar.Bind(challenge);

        public void Finish(Ext2 challenge) => scalar.Finish(challenge);

        public Ext2[] Coefficients() => scalar.Coefficients();

        public void Dispose() => scalar.Dispose();
    }

    private sealed class PlainCommitment : IRowCommitment
    {
        private readonly ulong[][] _codewords;
        private readonly MerkleTree _tree;

        public PlainCommitment(CpuFieldRows rows, int rateLog)
        {
            Shape = rows.Shape;
            _codewords = [.. Enumerable.Range(0, Shape.Planes).Select(p => Encode(rows.Plane(p, new ulong[1 << Shape.RowLog]), Shape.DomainLog(rateLog)))];
            byte[] hashes = new byte[MerkleHash.Bytes * _codewords[0].Length];
            for (uint i = 0; i < _codewords[0].Length; i++)
            {
                MerkleHash.Leaf(ReadLeaves([i]), hashes.AsSpan((int)i * MerkleHash.Bytes, MerkleHash.Bytes));
            }

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
    }
}
