using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Cpu.Programs;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Rows;

/// <inheritdoc cref="IRowSumcheck"/>
internal sealed class CpuRowSumcheck : IRowSumcheck
{
    private readonly RowSumcheckPlan _plan;
    private readonly HostArena _arena;
    private readonly Workers _workers;
    private readonly RowColumns _columns;
    private readonly RangeSelectors _selectors;
    private readonly EqWeights _eq;
    private readonly WorkerSums _sums;
    private readonly RowEvaluation?[] _evaluations;
    private readonly int _logBlock;

    public CpuRowSumcheck(RowSumcheckPlan plan, ReadOnlySpan<Ext2> point, HostArena arena, Workers workers)
    {
        Require.Exactly(point.Length, plan.LogHeight, "coordinates of the point");
        (_plan, _arena, _workers) = (plan, arena, workers);
        _columns = new(plan.Columns, plan.LogHeight);
        _selectors = new(plan.Rows, plan.LogHeight);
        _logBlock = Math.Min(RowMachine.LogRows(plan.OverBase), RowMachine.LogRows(plan.OverExtension));
        _eq = new(point, _logBlock);
        _sums = new(workers.Count, plan.Degree + 1);
        _evaluations = new RowEvaluation?[workers.Count];
    }

    public int Variables => _columns.Variables;

    public Ext2 Total()
    {
        _workers.For(_eq.Blocks, (worker, number) =>
        {
            (int count, RowEvaluation evaluation) = (_eq.Low.Length, EvaluationOf(worker));
            long first = (long)number * count;
            evaluation.Load(_columns, first, half: 0, count);
            _sums.Add(worker, 0, _eq.High(number) * evaluation.Evaluate(first, half: 0, t: 0, _eq.Low));
        });
        return _sums.Take(0);
    }

    public void AddRound(Span<Ext2> values)
    {
        _eq.DropTop();
        long half = 1L << (_columns.Variables - 1);
        _workers.For(_eq.Blocks, (worker, number) =>
        {
            (int count, RowEvaluation evaluation) = (_eq.Low.Length, EvaluationOf(worker));
            long first = (long)number * count;
            evaluation.Load(_columns, first, half, count);
            for (int t = 0; t <= _plan.Degree; t++)
            {
                if (t > 0 && _plan.Degree > 1) { evaluation.Advance(count); }
                if (t != 1) { _sums.Add(worker, t, _eq.High(number) * evaluation.Evaluate(first, half, t, _eq.Low)); }
            }
        });
        for (int t = 0; t <= _plan.Degree; t++) { values[t] += _sums.Take(t); }
    }

    public void Bind(Ext2 challenge)
    {
        if (_columns.IsBase) { Array.Clear(_evaluations); }
        _selectors.Bind(1L << (_columns.Variables - 1), challenge);
        _columns.Bind(challenge, _arena, _workers);
    }

    public Ext2[] Openings() => [.. Enumerable.Range(0, _columns.Count).Select(_columns.Opening)];

    public void Dispose() => _columns.Dispose();

    /// <summary>The worker's own, made by the worker itself so that its memory is near.</summary>
    private RowEvaluation EvaluationOf(int worker) =>
        _evaluations[worker] ??= new(_columns.IsBase ? _plan.OverBase : _plan.OverExtension, _selectors, _logBlock, _workers.Level);
}
