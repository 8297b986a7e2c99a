using FvmCompute.Kernels.Prover.Cpu.Fractions;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Cpu.Programs;
using FvmCompute.Kernels.Prover.Cpu.Rows;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Satisfaction;

/// <summary>Fractions of neighbouring rows of one interaction, on the thread that evaluated them; the spans are overwritten afterwards.</summary>
/// <param name="worker">Below the number of threads; one thread at a time has it.</param>
/// <param name="first">The row of the first fraction.</param>
public delegate void FractionVisitor(int worker, int interaction, long first, ReadOnlySpan<Ext2> numerators, ReadOnlySpan<Ext2> denominators);

/// <summary>
/// Runs row programs over the rows of a table once, without proving anything: what a check of a witness needs. Columns are read where they are, in the host's
/// memory and before anything goes to a device, so this is no operation of a session; each thread has the registers of one block of rows.
/// </summary>
/// <param name="threads">At least 1.</param>
/// <param name="cancellation">Looked at before every block of rows.</param>
public sealed class RowCheck(int threads, CancellationToken cancellation)
{
    /// <summary>The instruction set.</summary>
    public CpuLevel Level { get; init; } = CpuPath.Current;

    /// <summary>Threads that rows are spread over.</summary>
    public int Threads => threads;

    /// <summary>A matrix over F in the caller's memory, as columns refer to it.</summary>
    public static IFieldRows View(RowsShape shape, ReadOnlyMemory<ulong> cells) => new CpuFieldRows(shape, cells);

    /// <summary>Bytes of one thread's block of a program with at most so many planes.</summary>
    public static long BlockBytes(long planes) => RowMachine.MostBytes(planes);

    /// <summary>The first row on which an output is not 0.</summary>
    /// <param name="program">Over F.</param>
    /// <param name="columns">Its inputs.</param>
    /// <param name="spans">Per output, the rows on which it must be 0; within the padded height.</param>
    /// <returns>Null: there is none.</returns>
    public long? FindNonZero(RowProgram program, IReadOnlyList<OpenedColumn> columns, int logHeight, IReadOnlyList<RowSpan> spans)
    {
        int logRows = RowMachine.LogRows(program);
        RowColumns inputs = new(columns, logHeight);
        CheckedRows?[] blocks = new CheckedRows?[threads];
        long found = long.MaxValue;
        MakeWorkers().ForRuns(spans.Select(span => span.To).Append(0).Max(), logRows, (worker, first, count) =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (first > Volatile.Read(ref found)) { return; }
            CheckedRows block = blocks[worker] ??= new(program, logRows, Level);
            block.Evaluate(inputs, first, count);
            if (block.FirstNonZero(spans, first, count) is { } row) { Lower(ref found, row); }
        });
        return found == long.MaxValue ? null : found;
    }

    /// <summary>The sum of all fractions of a table's rows as numerator and denominator, not reduced.</summary>
    /// <param name="rows">n_T: padding is left out.</param>
    /// <returns>A denominator of 0 says nothing: a fraction's own was 0.</returns>
    public (Ext2 Numerator, Ext2 Denominator) Sum(TableFractions table, long rows)
    {
        RunningSum?[] sums = new RunningSum?[threads];
        int logRows = RowMachine.LogRows(table.Program);
        Visit(table, rows, (worker, _, _, numerators, denominators) => (sums[worker] ??= new(1 << logRows, Level)).Add(numerators, denominators));
        return sums.OfType<RunningSum>().Aggregate((Ext2.Zero, Ext2.One), (total, own) => RunningSum.Join(total, own.Total()));
    }

    /// <summary>Evaluates all fractions of a table's rows, in no particular order.</summary>
    /// <param name="rows">n_T: padding is left out.</param>
    public void Visit(TableFractions table, long rows, FractionVisitor visitor)
    {
        int logRows = RowMachine.LogRows(table.Program);
        RowColumns columns = new(table.Columns, table.LogHeight);
        (FractionBlock Block, Ext2[] Numerators, Ext2[] Denominators)?[] own = new (FractionBlock, Ext2[], Ext2[])?[threads];
        MakeWorkers().ForRuns(rows, logRows, (worker, first, count) =>
        {
            cancellation.ThrowIfCancellationRequested();
            (FractionBlock block, Ext2[] numerators, Ext2[] denominators) =
                own[worker] ??= (new(table, logRows, Level), new Ext2[1 << logRows], new Ext2[1 << logRows]);
            block.Evaluate(columns, first, count);
            for (int i = 0; i < table.Numerators.Count; i++)
            {
                block.CopyNumerator(i, first, numerators.AsSpan(0, count));
                block.CopyDenominator(i, denominators.AsSpan(0, count));
                visitor(worker, i, first, numerators.AsSpan(0, count), denominators.AsSpan(0, count));
            }
        });
    }

    private Workers MakeWorkers() => new(threads, Level, cancellation);

    private static void Lower(ref long least, long value)
    {
        for (long known = Volatile.Read(ref least); value < known;)
        {
            long before = Interlocked.CompareExchange(ref least, value, known);
            if (before == known) { return; }
            known = before;
        }
    }
}
