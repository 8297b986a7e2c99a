using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Programs;

namespace FvmCompute.Prover.Zerocheck;

/// <summary>The rounds of one table: Σ_x eq(ξ, x)·G_T(x) at the points 0, 2, 3, …, D of the variable to be bound (proof-system.md §10.2).</summary>
/// <param name="baseProgram">G_T over columns of F.</param>
/// <param name="extProgram">The same over columns of K.</param>
internal sealed class TableRounds(
    TableColumns columns, DomainSelectors selectors, TableOutputs outputs, RowProgram baseProgram, RowProgram extProgram, int degree, Workers workers)
{
    private readonly WorkerSums _sums = new(workers.Count, degree + 1);
    private readonly TableBlock?[] _blocks = new TableBlock?[workers.Count];

    /// <summary>Variables not yet bound.</summary>
    public int Variables => columns.Variables;

    /// <summary>log₂ of the rows per block: the eq weights that the methods take are cut in blocks of this.</summary>
    public int LogBlock { get; } = Math.Min(RowMachine.LogRows(baseProgram), RowMachine.LogRows(extProgram));

    /// <summary>Adds h(0), h(2), …, h(D) to values.</summary>
    /// <param name="eq">Of the variables below the one to be bound.</param>
    public void AddRound(EqWeights eq, Span<Ext2> values)
    {
        long half = 1L << (columns.Variables - 1);
        workers.For(eq.Blocks, (worker, number) =>
        {
            (int count, TableBlock block) = (eq.Low.Length, BlockOf(worker));
            long first = (long)number * count;
            block.Load(columns, selectors, first, half, count);
            for (int t = 0; t <= degree; t++)
            {
                if (t > 0 && degree > 1) { block.Advance(count); }
                if (t != 1) { _sums.Add(worker, t, eq.High(number) * block.Evaluate(selectors, first, half, t, eq.Low)); }
            }
        });
        for (int t = 0; t <= degree; t++) { values[t] += _sums.Take(t); }
    }

    /// <summary>Σ_x eq(ξ, x)·G_T(x), no variable being bound: what the table adds in rounds over variables that it does not have.</summary>
    /// <param name="eq">Of all variables of the table.</param>
    public Ext2 Total(EqWeights eq)
    {
        workers.For(eq.Blocks, (worker, number) =>
        {
            (int count, TableBlock block) = (eq.Low.Length, BlockOf(worker));
            long first = (long)number * count;
            block.Load(columns, selectors, first, half: 0, count);
            _sums.Add(worker, 0, eq.High(number) * block.Evaluate(selectors, first, half: 0, t: 0, eq.Low));
        });
        return _sums.Take(0);
    }

    /// <summary>Binds the top variable.</summary>
    public void Bind(Ext2 challenge)
    {
        if (columns.IsBase) { Array.Clear(_blocks); }
        selectors.Bind(1L << (columns.Variables - 1), challenge);
        columns.Bind(challenge, workers);
    }

    /// <summary>The opened values, when all variables are bound.</summary>
    public Ext2[] Openings()
    {
        Ext2[] openings = new Ext2[columns.Count];
        for (int c = 0; c < openings.Length; c++) { openings[c] = columns.Opening(c); }
        return openings;
    }

    /// <summary>The worker's block, made by the worker itself so that its memory is near.</summary>
    private TableBlock BlockOf(int worker) =>
        _blocks[worker] ??= new(columns.IsBase ? baseProgram : extProgram, outputs, LogBlock, workers.Level);
}
