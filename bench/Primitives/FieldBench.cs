using System.Runtime.InteropServices;
using FvmCompute.Bench.Comparisons;
using FvmCompute.Bench.Results;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Primitives.Ntt;
using FvmCompute.Prover.Benchmarks;

namespace FvmCompute.Bench.Primitives;

/// <summary>
/// What proofs are made of: field multiplications and tree nodes on one core; transforms and a commitment on all cores, beside the multiplications and hashes
/// that they cannot do without, at the rates measured in the same run.
/// </summary>
public static class FieldBench
{
    private const int Elements = 1024;
    private const int Repeats = 1024;
    private const int Rows = 64;
    private const int RowLog = 18;
    private const int RateLog = 2;

    /// <summary>So that waking a thread does not count.</summary>
    private const int TurnsOfACore = 64;

    internal static readonly int Threads = Environment.ProcessorCount;

    /// <param name="rounds">Turns of each candidate.</param>
    public static IReadOnlyList<ResultRow> Run(int rounds) => [.. OneCore(rounds), .. AllCores(rounds)];

    private static IEnumerable<ResultRow> OneCore(int rounds)
    {
        CpuLevel[] levels = [.. Enum.GetValues<CpuLevel>().Where(level => level <= CpuPath.Supported)];
        Func<double>[] turns = [.. levels.Select(BaseProducts), .. levels.Select(ExtensionProducts), NodesOfOneCore];
        (double Median, double Spread)[] rates = Stopwatching.Rates(rounds, turns);
        for (int i = 0; i < 2 * levels.Length; i++)
        {
            (string field, int scalar) = i < levels.Length ? ("F", 0) : ("K", levels.Length);
            string name = $"multiplications in {field}, one core, {levels[i % levels.Length]}";
            yield return new(name, rates[i].Median, "M/s", "scalar", rates[scalar].Median, rates[i].Spread);
        }

        yield return new("BLAKE2b-256 tree nodes, one core", rates[^1].Median, "GB/s of children", "", null, rates[^1].Spread);
    }

    private static IEnumerable<ResultRow> AllCores(int rounds)
    {
        ulong[] matrix = Filled(Rows << RowLog), values = new ulong[matrix.Length];
        RowTransform.Prepare(RowLog + RateLog);
        using CpuProverBackend backend = new(new MemoryBudget("bench", 4L << 30), Threads);
        (double Median, double Spread)[] rates = Stopwatching.Rates(
            rounds, OnAllCores(() => BaseProducts(CpuPath.Current)), OnAllCores(() => Compressions),
            () => Transform(matrix, values), () => Commit(backend, matrix));
        (double products, double compressions) = (rates[0].Median * 1e6, rates[1].Median * 1e6);
        double rowProducts = RowLog * (double)(1 << (RowLog - 1)), codeword = 1 << (RowLog + RateLog);
        double transforms = products / rowProducts;
        yield return new($"transforms of 2^{RowLog}, {Rows} rows", rates[2].Median, "rows/s", "its multiplications alone", transforms, rates[2].Spread);
        // Each leaf of 1 + 8·rows bytes is hashed in blocks of 128; each node above is one block.
        double hashes = codeword * (Math.Ceiling((1 + (8 * Rows)) / 128.0) + 1), seconds = (Rows << RateLog) / transforms + hashes / compressions;
        yield return new(
            $"commitment to {Rows} rows of 2^{RowLog} at rate 1/{1 << RateLog}", rates[3].Median, "rows/s", "its multiplications and hashes alone",
            Rows / seconds, rates[3].Spread);
    }

    internal static Func<double> BaseProducts(CpuLevel level)
    {
        Memory<ulong>[] operands = Operands();
        return () =>
        {
            Span<ulong> x = operands[0].Span, y = operands[1].Span, product = operands[2].Span;
            for (int i = 0; i < Repeats; i++) { FieldSpans.Elementwise<MultiplyLoop>(level, x, y, product); }
            return Repeats * Elements / 1e6;
        };
    }

    private static Func<double> ExtensionProducts(CpuLevel level)
    {
        Memory<ulong>[] operands = Operands();
        return () =>
        {
            Span<Ext2> x = AsElements(operands[0]), y = AsElements(operands[1]), product = AsElements(operands[2]);
            for (int i = 0; i < Repeats; i++) { FieldSpans.Elementwise<ExtMultiplyLoop>(level, x, y, product); }
            return Repeats * product.Length / 1e6;
        };
    }

    private static Memory<ulong>[] Operands()
    {
        Memory<ulong>[] operands = AlignedOperands.Make(3, Elements);
        Filled(Elements).CopyTo(operands[0]);
        Filled(Elements).CopyTo(operands[1]);
        return operands;
    }

    private static Span<Ext2> AsElements(Memory<ulong> words) => MemoryMarshal.Cast<ulong, Ext2>(words.Span);

    private static double NodesOfOneCore() => Compressions() * 2 * MerkleHash.Bytes / 1e3;

    /// <summary>Nodes are one block each.</summary>
    private static double Compressions()
    {
        byte[] children = new byte[2 * MerkleHash.Bytes * Elements], nodes = new byte[MerkleHash.Bytes * Elements];
        for (int i = 0; i < Repeats / 16; i++) { MerkleHash.Nodes(children, nodes); }
        return Repeats / 16 * Elements / 1e6;
    }

    /// <summary>Each core has work of its own: cores that write the same lines would wait for each other.</summary>
    internal static Func<double> OnAllCores(Func<Func<double>> workOf)
    {
        Func<double>[] works = [.. Enumerable.Range(0, Threads).Select(_ => workOf())];
        return () =>
        {
            double[] units = new double[Threads];
            Parallel.For(0, Threads, i =>
            {
                for (int turn = 0; turn < TurnsOfACore; turn++) { units[i] += works[i](); }
            });
            return units.Sum();
        };
    }

    private static double Transform(ulong[] matrix, ulong[] values)
    {
        Parallel.For(0, Rows, row => RowTransform.Forward(matrix.AsSpan(row << RowLog, 1 << RowLog), values.AsSpan(row << RowLog, 1 << RowLog)));
        return Rows;
    }

    private static double Commit(CpuProverBackend backend, ulong[] matrix)
    {
        RowsShape shape = new(Rows, RowLog, ElementField.Base);
        using IProverSession session = backend.Begin(ProverMemory.OfCommitment(backend, shape, RateLog), CancellationToken.None);
        session.Commit(session.Import(shape, matrix), RateLog);
        return Rows;
    }

    internal static ulong[] Filled(int count)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => Goldilocks.Canonical((ulong)random.NextInt64()))];
    }
}
