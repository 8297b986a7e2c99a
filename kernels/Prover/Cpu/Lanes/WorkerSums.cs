using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Lanes;

/// <summary>A few sums per worker, far enough apart that workers do not share cache lines.</summary>
internal sealed class WorkerSums
{
    private const int Spacing = 8;

    private readonly Ext2[] _sums;
    private readonly int _workers;

    /// <param name="width">Sums per worker, at most 8.</param>
    public WorkerSums(int workers, int width)
    {
        Require.Between(width, 1, Spacing, "sums per worker");
        _workers = workers;
        _sums = new Ext2[workers * Spacing];
    }

    /// <summary>Adds to a worker's sum.</summary>
    public void Add(int worker, int index, Ext2 value) => _sums[(worker * Spacing) + index] += value;

    /// <summary>The sum over all workers; starts again at 0.</summary>
    public Ext2 Take(int index)
    {
        Ext2 sum = Ext2.Zero;
        for (int worker = 0; worker < _workers; worker++)
        {
            sum += _sums[(worker * Spacing) + index];
            _sums[(worker * Spacing) + index] = Ext2.Zero;
        }

        return sum;
    }
}
