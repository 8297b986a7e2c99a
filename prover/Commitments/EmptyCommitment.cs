using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Prover.Commitments;

/// <summary>The tree of a dataset without rows: all leaves are empty, so all nodes of a level are equal (proof-system.md §12).</summary>
internal sealed class EmptyCommitment : IRowCommitment
{
    private readonly byte[][] _levels;

    /// <param name="depth">log₂ of the number of leaves.</param>
    public EmptyCommitment(int depth)
    {
        _levels = new byte[depth + 1][];
        _levels[0] = new byte[MerkleHash.Bytes];
        MerkleHash.Leaf([], _levels[0]);
        for (int i = 1; i <= depth; i++)
        {
            _levels[i] = new byte[MerkleHash.Bytes];
            MerkleHash.Node([.. _levels[i - 1], .. _levels[i - 1]], _levels[i]);
        }
    }

    public RowsShape Shape => default;

    public int Depth => _levels.Length - 1;

    public ReadOnlySpan<byte> Root => _levels[^1];

    public byte[] ReadLeaves(ReadOnlySpan<uint> positions) => [];

    public byte[] Prove(ReadOnlySpan<uint> positions)
    {
        List<byte> siblings = [];
        uint[] known = positions.ToArray();
        for (int level = 0; level < Depth; level++)
        {
            foreach (uint node in known.Where(node => !known.Contains(node ^ 1))) { siblings.AddRange(_levels[level]); }
            known = [.. known.Select(node => node >> 1).Distinct()];
        }

        return [.. siblings];
    }

    public void Dispose()
    {
    }
}
