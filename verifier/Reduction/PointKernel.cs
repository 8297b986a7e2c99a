using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Verifier.Layouts;

namespace FvmCompute.Verifier.Reduction;

/// <summary>A claim that a column's multilinear extension has a value at a point.</summary>
internal readonly record struct PointClaim(Circuits.TableColumn Column, Ext2[] Point, Ext2 Value);

/// <summary>
/// The weight of eq(r,·) or next(r,·) on any column of one height, at the point u of a matrix row (table of proof-system.md §11). Made once and used for all
/// columns of a table.
/// </summary>
internal sealed class PointKernel
{
    private readonly Ext2[] _u;
    private readonly int _height;
    private readonly Ext2 _low;
    private readonly Ext2 _carry;

    /// <summary>
    /// eq(r_hi, j) of every chunk of a tall column. There are at most 4096 chunks: a column that exists is stored, and the matrix is no larger.
    /// </summary>
    private readonly Ext2[] _high = [];

    /// <param name="isNext">The column shifted up by one row instead of the column.</param>
    /// <param name="point">r, one coordinate per variable of the column.</param>
    /// <param name="u">A point of the row, m coordinates.</param>
    public PointKernel(bool isNext, ReadOnlySpan<Ext2> point, Ext2[] u)
    {
        (_u, _height) = (u, point.Length);
        int within = Math.Min(point.Length, u.Length);
        ReadOnlySpan<Ext2> low = point[..within];
        _low = isNext ? MultilinearKernels.Next(low, u.AsSpan(0, within)) : MultilinearKernels.Eq(low, u.AsSpan(0, within));
        if (point.Length < u.Length) { return; }
        _high = new Ext2[1 << (point.Length - u.Length)];
        MultilinearKernels.EqTable(point[u.Length..], _high);
        _carry = isNext ? MultilinearKernels.Carry(low, u) : Ext2.Zero;
    }

    /// <summary>Σ weight(u)·row(u) over the rows of a column.</summary>
    /// <param name="rowValues">Of the whole virtual matrix.</param>
    public Ext2 Apply(ColumnPlace place, ReadOnlySpan<Ext2> rowValues)
    {
        ReadOnlySpan<Ext2> rows = rowValues.Slice(place.Row, place.Chunks);
        if (!place.IsTall) { return _low * MultilinearKernels.Eq(_u.AsSpan(_height), (ulong)place.Slot) * rows[0]; }
        Ext2 sum = _low * Inner(_high, rows);
        // next(r_hi, j) = eq(r_hi, j − 1): the last row of chunk j − 1 is followed by the first of chunk j.
        return _carry.IsZero || rows.IsEmpty ? sum : sum + (_carry * Inner(_high, rows[1..]));
    }

    private static Ext2 Inner(ReadOnlySpan<Ext2> weights, ReadOnlySpan<Ext2> rows)
    {
        Ext2 sum = Ext2.Zero;
        for (int j = 0; j < rows.Length; j++) { sum += weights[j] * rows[j]; }
        return sum;
    }
}
