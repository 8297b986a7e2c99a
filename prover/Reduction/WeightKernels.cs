using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Prover.Reduction;

/// <summary>The kernels of one proof, each made once, so that terms that share one are seen to (table of proof-system.md §11).</summary>
/// <param name="logRowLength">m.</param>
internal sealed class WeightKernels(Ext2[] zerocheckPoint, int logRowLength)
{
    private readonly Dictionary<int, WeightKernel> _current = [];
    private readonly Dictionary<int, WeightKernel> _next = [];
    private readonly Dictionary<(int, long), WeightKernel> _sums = [];
    private WeightKernel? _carry;

    /// <summary>One cell.</summary>
    public WeightKernel Cell { get; } = WeightKernel.Cell([]);

    /// <summary>eq(r, ·) of tables of this height, on their slices or on whole rows.</summary>
    public WeightKernel Current(int logHeight) => Get(_current, Math.Min(logHeight, logRowLength), log => WeightKernel.Equal(Point(log)));

    /// <summary>next(r, ·): at a row it is eq(r, ·) of the row before; row 0 has none.</summary>
    public WeightKernel Next(int logHeight) => Get(_next, Math.Min(logHeight, logRowLength), log => WeightKernel.Next(Point(log)));

    /// <summary>carry(r, ·), which leads from the last row of a chunk to the first of the next one: a single cell.</summary>
    public WeightKernel Carry() => _carry ??= WeightKernel.Cell(Point(logRowLength));

    /// <summary>[row &lt; rows] on slices of 2^<paramref name="logLength"/>.</summary>
    public WeightKernel Sum(int logLength, long rows) => Get(_sums, (logLength, rows), _ => WeightKernel.Below(logLength, rows));

    private static WeightKernel Get<TKey>(Dictionary<TKey, WeightKernel> known, TKey key, Func<TKey, WeightKernel> make)
        where TKey : notnull
    {
        if (!known.TryGetValue(key, out WeightKernel? kernel)) { known[key] = kernel = make(key); }
        return kernel;
    }

    private ReadOnlySpan<Ext2> Point(int variables) => zerocheckPoint.AsSpan(0, variables);
}
