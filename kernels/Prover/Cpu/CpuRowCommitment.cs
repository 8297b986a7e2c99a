using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.Prover.Cpu;

internal sealed class CpuRowCommitment : IRowCommitment
{
    private readonly CpuFieldRows _rows;
    private readonly ParallelOptions _threads;
    private readonly IDisposable _memory;
    private MerkleTree? _tree;

    /// <param name="planes">Scratch of <see cref="CosetBatch.Bytes"/>, not used after the constructor.</param>
    /// <param name="memory">What the tree takes; returned with the commitment.</param>
    public CpuRowCommitment(CpuFieldRows rows, int rateLog, HostBlock planes, ParallelOptions threads, IDisposable memory)
    {
        (_rows, _threads, _memory) = (rows, threads, memory);
        _tree = MerkleTree.OfLeafHashes(LeafHashes.Make(rows, rateLog, planes, threads), threads);
        Depth = _tree.Depth;
    }

    public RowsShape Shape => _rows.Shape;

    public int Depth { get; }

    public ReadOnlySpan<byte> Root => Tree.Root;

    private MerkleTree Tree => _tree ?? throw new ObjectDisposedException(nameof(IRowCommitment));

    public byte[] ReadLeaves(ReadOnlySpan<uint> positions)
    {
        Require.Positions(positions, Tree.Depth);
        return LeafValues.Make(_rows, Depth - Shape.RowLog, positions, _threads);
    }

    public byte[] Prove(ReadOnlySpan<uint> positions)
    {
        Require.Positions(positions, Tree.Depth);
        return Tree.Prove(positions);
    }

    public void Dispose()
    {
        _tree = null;
        _memory.Dispose();
    }
}
