using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Sumchecks;

namespace FvmCompute.Prover.Reduction;

/// <summary>A weight on aligned slices of rows. Compared by reference.</summary>
/// <param name="length">2^h elements.</param>
/// <param name="make">Makes the elements when they are first needed.</param>
internal sealed class WeightKernel(int length, Func<Ext2[]> make)
{
    private Ext2[]? _values;

    public int Length => length;

    public Ext2[] Values => _values ??= make();
}

/// <summary>The kernels of one proof, each made once (table of proof-system.md §11).</summary>
/// <param name="logRowLength">m.</param>
internal sealed class WeightKernels(Ext2[] zerocheckPoint, int logRowLength, Workers workers)
{
    private readonly Dictionary<int, WeightKernel> _current = [];
    private readonly Dictionary<int, WeightKernel> _next = [];
    private readonly Dictionary<(int LogLength, long Rows), WeightKernel> _sums = [];
    private WeightKernel? _carry;

    /// <summary>One cell.</summary>
    public WeightKernel Cell { get; } = new(1, () => [Ext2.One]);

    /// <summary>eq(r, ·) of tables of this height, on their slices or on whole rows.</summary>
    public WeightKernel Current(int logHeight)
    {
        int log = Math.Min(logHeight, logRowLength);
        if (!_current.TryGetValue(log, out WeightKernel? kernel)) { _current[log] = kernel = Point(zerocheckPoint.AsSpan(0, log)); }
        return kernel;
    }

    /// <summary>next(r, ·): at a row it is eq(r, ·) of the row before; row 0 has none.</summary>
    public WeightKernel Next(int logHeight)
    {
        int log = Math.Min(logHeight, logRowLength);
        if (_next.TryGetValue(log, out WeightKernel? kernel)) { return kernel; }
        return _next[log] = new(1 << log, () => ShiftUp(Point(zerocheckPoint.AsSpan(0, log)).Values));
    }

    /// <summary>carry(r, ·), which leads from the last row of a chunk to the first of the next one: a single cell.</summary>
    public WeightKernel Carry() =>
        _carry ??= new(1, () => [zerocheckPoint.Take(logRowLength).Aggregate(Ext2.One, (product, coordinate) => product * coordinate)]);

    /// <summary>[row &lt; rows] on slices of 2^<paramref name="logLength"/>.</summary>
    public WeightKernel Sum(int logLength, long rows)
    {
        if (_sums.TryGetValue((logLength, rows), out WeightKernel? kernel)) { return kernel; }
        return _sums[(logLength, rows)] = new(1 << logLength, () => Below(1 << logLength, rows));
    }

    /// <summary>eq(point, ·) of a point of at most m variables.</summary>
    public WeightKernel Point(ReadOnlySpan<Ext2> point)
    {
        Ext2[] own = point.ToArray();
        return new(1 << own.Length, () => EqTable(own));
    }

    private Ext2[] EqTable(Ext2[] point)
    {
        Ext2[] values = new Ext2[1 << point.Length];
        EqTables.Add(point, Ext2.One, values, workers);
        return values;
    }

    private static Ext2[] ShiftUp(Ext2[] values)
    {
        Array.Copy(values, 0, values, 1, values.Length - 1);
        values[0] = Ext2.Zero;
        return values;
    }

    private static Ext2[] Below(int length, long rows)
    {
        Ext2[] values = new Ext2[length];
        values.AsSpan(0, (int)Math.Min(rows, length)).Fill(Ext2.One);
        return values;
    }
}
