using FvmCompute.Kernels.Devices;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover;

/// <summary>
/// A job on a backend. Disposing it frees everything that it made. Operations stop soon after cancellation. Matrices may be of other sessions of the same
/// backend. Any operation throws a <see cref="DeviceMemoryException"/> when the session stated too low a peak.
/// </summary>
public interface IProverSession : IDisposable
{
    /// <summary>A matrix over F.</summary>
    /// <param name="words">Canonical; not to be changed while the matrix lives, since a device that can reads them in place.</param>
    IFieldRows Import(RowsShape shape, ReadOnlyMemory<ulong> words);

    /// <summary>A matrix over K.</summary>
    /// <param name="elements">Canonical; not to be changed while the matrix lives.</param>
    IFieldRows Import(RowsShape shape, ReadOnlyMemory<Ext2> elements);

    /// <summary>
    /// Encodes the rows at rate 2^−rateLog, hashes the leaves and builds the Merkle tree (proof-system.md §4, §8). Codewords are not kept:
    /// leaves that are asked for later are made again, for a fraction of the work and a fraction of the memory.
    /// </summary>
    /// <param name="rows">Must live as long as the commitment.</param>
    /// <param name="rateLog">From 0; with the rows' log₂ length at most 25.</param>
    IRowCommitment Commit(IFieldRows rows, int rateLog);

    /// <summary>Evaluates the interactions of all tables and adds their fractions up (proof-system.md §9).</summary>
    IFractionTree AddFractions(FractionPlan plan);

    /// <summary>The zerocheck's rounds of one table (proof-system.md §10.2).</summary>
    /// <param name="point">ξ[0..h_T).</param>
    IRowSumcheck StartRows(RowSumcheckPlan plan, ReadOnlySpan<Ext2> point);

    /// <summary>The sumcheck of Σ_terms ⟨row, weight⟩ over the variables of a row (proof-system.md §11).</summary>
    /// <param name="matrices">Their rows are numbered one after the other.</param>
    IInnerSumcheck StartReduction(IReadOnlyList<IFieldRows> matrices, int logRowLength, IReadOnlyList<WeightTerm> terms);

    /// <summary>The sumcheck of Σ_l Â(l, ρ)·B̂(l, σ) (proof-system.md §10.4): the top variables of the columns are bound to the points.</summary>
    /// <param name="leftPoint">ρ.</param>
    /// <param name="rightPoint">σ.</param>
    IInnerSumcheck StartProduct(ColumnRange left, ReadOnlySpan<Ext2> leftPoint, ColumnRange right, ReadOnlySpan<Ext2> rightPoint);

    /// <summary>A column's multilinear extension at a point of its height.</summary>
    Ext2 EvaluateColumn(ColumnRange column, ReadOnlySpan<Ext2> point);

    /// <summary>Each row's multilinear extension at a point.</summary>
    /// <param name="matrices">Over F.</param>
    Ext2[] EvaluateRows(IReadOnlyList<IFieldRows> matrices, ReadOnlySpan<Ext2> point);

    /// <summary>Σ_j eq(z_hi, j)·row_j(z_lo) (proof-system.md §8).</summary>
    /// <param name="rows">Over F.</param>
    /// <param name="point">z: as many low coordinates as a row has variables, then at least those of the row number.</param>
    Ext2 EvaluateMatrix(IFieldRows rows, ReadOnlySpan<Ext2> point);

    /// <summary>Σ_j eq(fold, j)·row_j, and eq(point, ·) as its weights: where the opening protocol starts (proof-system.md §12).</summary>
    /// <param name="matrices">Over F; their rows are numbered one after the other.</param>
    /// <param name="fold">⌈log W⌉ challenges.</param>
    /// <param name="point">u.</param>
    IFoldedPolynomial BatchRows(IReadOnlyList<IFieldRows> matrices, ReadOnlySpan<Ext2> fold, ReadOnlySpan<Ext2> point);

    /// <summary>The smallest nonce for which the low bits of the first word of BLAKE2b-256(message ‖ u64 nonce) are 0.</summary>
    /// <param name="message">1..120 bytes: a transcript's state and the step's head.</param>
    /// <param name="bits">0..64; the work is 2^bits hashes.</param>
    ulong Grind(ReadOnlySpan<byte> message, int bits);

    /// <summary>Gives back, to the budgets too, all memory that is not needed to open what was committed to. Other operations are over.</summary>
    void Trim();
}

/// <summary>A matrix on the device.</summary>
public interface IFieldRows : IDisposable
{
    RowsShape Shape { get; }
}

/// <summary>A committed matrix.</summary>
public interface IRowCommitment : IDisposable
{
    RowsShape Shape { get; }

    /// <summary>log₂ of the number of leaves.</summary>
    int Depth { get; }

    /// <summary>32 bytes.</summary>
    ReadOnlySpan<byte> Root { get; }

    /// <summary>The leaves at positions: an element of each row, in wire encoding, leaf after leaf.</summary>
    /// <param name="positions">Strictly rising, below 2^<see cref="Depth"/>.</param>
    byte[] ReadLeaves(ReadOnlySpan<uint> positions);

    /// <summary>The pruned multiproof of positions: 32 bytes per sibling.</summary>
    /// <param name="positions">Strictly rising, below 2^<see cref="Depth"/>.</param>
    byte[] Prove(ReadOnlySpan<uint> positions);
}
