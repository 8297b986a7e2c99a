using System.Buffers.Binary;
using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Verifier.Openings;

namespace FvmCompute.Prover.Whir;

/// <summary>The oracles of one level, which are opened at the same positions, and the weights that fold their rows into the next polynomial.</summary>
/// <param name="Trees">In the order of the rows.</param>
/// <param name="Fold">Row weights are the eq table of these challenges.</param>
internal sealed record OracleLevel(int Level, IReadOnlyList<IRowCommitment> Trees, Ext2[] Fold)
{
    /// <summary>The positions drawn; none before <see cref="Open"/>.</summary>
    public uint[] Positions { get; private set; } = [];

    /// <summary>Per tree, the leaves at the positions back to back.</summary>
    public IReadOnlyList<byte[]> Leaves { get; private set; } = [];

    /// <summary>Of the level's record, which a chain needs with its parts (proof-system.md §15).</summary>
    public int RecordBytes => LevelRecord.EncodedBytes(Trees.Count, Fold.Length, Positions.Length);

    private int ElementBytes => Level > 0 ? Ext2.Bytes : Goldilocks.Bytes;

    /// <summary>Reads the leaves at positions.</summary>
    public void Open(uint[] positions)
    {
        Positions = positions;
        Leaves = [.. Trees.Select(t => t.ReadLeaves(positions))];
    }

    /// <summary>The folded value at each position: the next polynomial there.</summary>
    public Ext2[] FoldedValues()
    {
        Ext2[] weights = new Ext2[1 << Fold.Length], values = new Ext2[Positions.Length];
        MultilinearKernels.EqTable(Fold, weights);
        int row = 0;
        for (int t = 0; t < Trees.Count; t++)
        {
            int leafBytes = Trees[t].Shape.LeafBytes;
            for (int s = 0; s < values.Length; s++) { values[s] += FoldLeaf(Leaves[t].AsSpan(s * leafBytes, leafBytes), weights.AsSpan(row)); }
            row += Trees[t].Shape.Rows;
        }

        return values;
    }

    private Ext2 FoldLeaf(ReadOnlySpan<byte> leaf, ReadOnlySpan<Ext2> weights)
    {
        Ext2 sum = Ext2.Zero;
        for (int row = 0; !leaf.IsEmpty; leaf = leaf[ElementBytes..], row++)
        {
            ulong a = BinaryPrimitives.ReadUInt64LittleEndian(leaf);
            sum += Level > 0 ? weights[row] * new Ext2(a, BinaryPrimitives.ReadUInt64LittleEndian(leaf[Goldilocks.Bytes..])) : weights[row] * a;
        }

        return sum;
    }
}
