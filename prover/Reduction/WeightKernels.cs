using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Sumchecks;

namespace FvmCompute.Prover.Reduction;

/// <summary>A weight on aligned slices of rows: 2^h elements. Compared by reference.</summary>
internal sealed class WeightKernel(Ext2[] values)
{
    public Ext2[] Values { get; } = values;
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
    public WeightKernel Cell { get; } = new([Ext2.One]);

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
        Ext2[] values = Point(zerocheckPoint.AsSpan(0, log)).Values;
        Array.Copy(values, 0, values, 1, values.Length - 1);
        values[0] = Ext2.Zero;
        return _next[log] = new(values);
    }

    /// <summary>carry(r, ·), which leads from the last row of a chunk to the first of the next one: a single cell.</summary>
    public WeightKernel Carry()
    {
        Ext2 product = Ext2.One;
        foreach (Ext2 coordinate in zerocheckPoint.AsSpan(0, logRowLength)) { product *= coordinate; }
        return _carry ??= new([product]);
    }

    /// <summary>[row &lt; rows] on slices of 2^<paramref name="logLength"/>.</summary>
    public WeightKernel Sum(int logLength, long rows)
    {
        if (_sums.TryGetValue((logLength, rows), out WeightKernel? kernel)) { return kernel; }
        Ext2[] values = new Ext2[1 << logLength];
        values.AsSpan(0, (int)Math.Min(rows, values.Length)).Fill(Ext2.One);
        return _sums[(logLength, rows)] = new(values);
    }

    /// <summary>eq(point, ·) of a point of at most m variables.</summary>
    public WeightKernel Point(ReadOnlySpan<Ext2> point)
    {
        Ext2[] values = new Ext2[1 << point.Length];
        EqTables.Add(point, Ext2.One, values, workers);
        return new(values);
    }
}
