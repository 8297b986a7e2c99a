using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Primitives.Ntt;

namespace FvmCompute.Kernels.Prover;

/// <summary>The field that elements of a matrix are in.</summary>
public enum ElementField
{
    /// <summary>F: a word per element.</summary>
    Base,

    /// <summary>K: the words A and B per element, <see cref="Ext2"/> in memory.</summary>
    Extension,
}

/// <summary>A matrix of <paramref name="Rows"/> rows of 2^<paramref name="RowLog"/> elements, row after row.</summary>
/// <param name="Rows">1..65536.</param>
/// <param name="RowLog">0..26.</param>
public readonly record struct RowsShape(int Rows, int RowLog, ElementField Field)
{
    /// <summary>The most rows of a matrix.</summary>
    public const int MaxRows = 1 << 16;

    /// <summary>Words of an element, and rows over F that a row is made of: its coordinates have their own codewords.</summary>
    public int Coordinates => Field == ElementField.Extension ? 2 : 1;

    /// <summary>Rows over F.</summary>
    public int Planes => Rows * Coordinates;

    /// <summary>Words of the matrix.</summary>
    public long Words => (long)Planes << RowLog;

    /// <summary>Bytes of a leaf of the matrix' commitment: an element of each row.</summary>
    public int LeafBytes => Planes * Goldilocks.Bytes;

    /// <summary>log₂ of the leaves of a commitment at rate 2^−<paramref name="rateLog"/>.</summary>
    public int DomainLog(int rateLog) => RowLog + rateLog;

    /// <summary>Throws unless the shape is one that can be committed at rate 2^−<paramref name="rateLog"/>.</summary>
    internal void Check(int rateLog)
    {
        Require.Between(Rows, 1, MaxRows, "rows of a matrix");
        Require.Between(RowLog, 0, RowTransform.MaxLog, "log₂ of a row's length");
        Require.Between(rateLog, 0, MerkleTree.MaxDepth - RowLog, "log₂ of the blow-up (with the row, at most a tree's depth)");
    }
}
