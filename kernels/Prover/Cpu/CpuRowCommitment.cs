using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.Prover.Cpu;

internal sealed class CpuRowCommitment : IRowCommitment
{
    private readonly CpuFieldRows _rows;
    private readonly ParallelOptions _threads;
    private readonly HostBlock _nodes;
    private MerkleTree? _tree;

    /// <param name="planes">Scratch of <see cref="CosetBatch.Bytes"/>, not used after the constructor.</param>
    /// <param name="nodes">For the tree; disposed with the commitment.</param>
    public CpuRowCommitment(CpuFieldRows rows, int rateLog, HostBlock planes, HostBlock nodes, ParallelOptions threads)
    {
        (_rows, _threads, _nodes) = (rows, threads, nodes);
        LeafHashes.Make(rows, rateLog, planes, nodes, threads);
        _tree = MerkleTree.Complete(new HostBlockMemory<byte>(nodes, 0, (int)(nodes.Length / sizeof(ulong))).Memory, threads);
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
        _nodes.Dispose();
    }
}
