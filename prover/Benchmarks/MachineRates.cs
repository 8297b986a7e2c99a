using System.Diagnostics;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Prover.Benchmarks;

/// <summary>What a machine does per second with all threads that a proof has: the rates that floors are computed from.</summary>
/// <param name="BaseMultiplications">In F, of spans that stay in the first-level cache.</param>
/// <param name="ExtensionMultiplications">In K, likewise.</param>
/// <param name="Compressions">Of BLAKE2b, as many nodes of a tree at once.</param>
/// <param name="MemoryBytes">Read in order from an array too large for caches.</param>
public sealed record MachineRates(double BaseMultiplications, double ExtensionMultiplications, double Compressions, double MemoryBytes)
{
    private const int Elements = 1024;

    /// <summary>Passes per look at the clock.</summary>
    private const int Passes = 32;

    private const int StreamedWords = 1 << 24;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan ShortTurn = TimeSpan.FromMilliseconds(55);

    /// <summary>Measures for more than half a second; a busy machine gives lower rates, as it gives slower proofs.</summary>
    public static MachineRates Measure(int threads)
    {
        // Filled, since pages that were never written are all one page; read by a search for what is not there.
        ulong[] streamed = new ulong[StreamedWords];
        streamed.AsSpan().Fill(1);
        return Arithmetic(threads, Turn) with
        {
            MemoryBytes = Rate(threads, Turn, thread => StreamLoop(streamed, thread * (StreamedWords / threads), StreamedWords / threads)),
        };
    }

    /// <summary>Measures for a sixth of a second, without the large array: reading memory is taken to cost nothing.</summary>
    public static MachineRates MeasureArithmetic(int threads) => Arithmetic(threads, ShortTurn);

    /// <summary>Medians, rate by rate.</summary>
    public static MachineRates Median(IReadOnlyList<MachineRates> turns)
    {
        return new(Of(r => r.BaseMultiplications), Of(r => r.ExtensionMultiplications), Of(r => r.Compressions), Of(r => r.MemoryBytes));

        double Of(Func<MachineRates, double> rate) => turns.Select(rate).Order().ElementAt(turns.Count / 2);
    }

    private static MachineRates Arithmetic(int threads, TimeSpan turn) => new(
        Rate(threads, turn, _ => BaseLoop()), Rate(threads, turn, _ => ExtensionLoop()), Rate(threads, turn, _ => NodeLoop()), double.PositiveInfinity);

    /// <summary>Units per second of all threads together, each running its own loop body until the turn is over.</summary>
    private static double Rate(int threads, TimeSpan turn, Func<int, Func<int>> bodyOf)
    {
        double[] rates = new double[threads];
        Thread[] running = [.. Enumerable.Range(0, threads).Select(t => new Thread(() => rates[t] = Rate(turn, bodyOf(t))))];
        foreach (Thread thread in running) { thread.Start(); }
        foreach (Thread thread in running) { thread.Join(); }
        return rates.Sum();
    }

    private static double Rate(TimeSpan turn, Func<int> body)
    {
        body();
        long units = 0, start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < turn) { units += body(); }
        return units / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Func<int> BaseLoop()
    {
        Memory<ulong>[] operands = Operands(Elements);
        return () =>
        {
            Span<ulong> x = operands[0].Span, y = operands[1].Span, product = operands[2].Span;
            for (int pass = 0; pass < Passes; pass++) { FieldSpans.Multiply(x, y, product); }
            return Passes * Elements;
        };
    }

    private static Func<int> ExtensionLoop()
    {
        Memory<ulong>[] operands = Operands(Elements);
        return () =>
        {
            Span<Ext2> x = AsElements(operands[0]), y = AsElements(operands[1]), product = AsElements(operands[2]);
            for (int pass = 0; pass < Passes; pass++) { FieldSpans.Multiply(x, y, product); }
            return Passes * product.Length;
        };
    }

    /// <summary>Two factors that are filled, and room for their product.</summary>
    private static Memory<ulong>[] Operands(int words)
    {
        Memory<ulong>[] operands = AlignedOperands.Make(3, words);
        for (int i = 0; i < words; i++) { operands[0].Span[i] = operands[1].Span[i] = Goldilocks.Power(Goldilocks.Generator, (ulong)i + 1); }
        return operands;
    }

    private static Span<Ext2> AsElements(Memory<ulong> words) => MemoryMarshal.Cast<ulong, Ext2>(words.Span);

    private static Func<int> NodeLoop()
    {
        (byte[] pairs, byte[] hashes) = (new byte[2 * MerkleHash.Bytes * Elements / 2], new byte[MerkleHash.Bytes * Elements / 2]);
        return () =>
        {
            MerkleHash.Nodes(pairs, hashes);
            return Elements / 2;
        };
    }

    private static Func<int> StreamLoop(ulong[] words, int start, int count)
    {
        const int Run = 1 << 17;
        int at = 0;
        return () =>
        {
            int length = Math.Min(Run, count - at);
            if (words.AsSpan(start + at, length).Contains(2UL)) { throw new InvalidOperationException("a word that nobody wrote"); }
            at = at + length < count ? at + length : 0;
            return length * sizeof(ulong);
        };
    }
}
