using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Primitives.Ntt;

// Threads share a row like this: they take strips of columns through four levels, the row being sixteen rows one below the other, then, if
// these are too few for them, the strips of each of those, and in the end whole rows. Each step passes over the memory once.
public static partial class RowTransform
{
    /// <summary>log₂ of the shortest row that threads share: one of them would take 0.4 ms, some ten times what it costs to wake the others.</summary>
    public const int LeastSharedLog = 16;

    /// <summary>So that nobody waits long for the last one to finish.</summary>
    private const int PartsPerThread = 4;

    /// <summary><see cref="Forward(ReadOnlySpan{ulong}, Span{ulong}, uint)"/> by several threads.</summary>
    /// <exception cref="OperationCanceledException">Cancelled on the way; what the values are is undefined.</exception>
    public static void Forward(ReadOnlyMemory<ulong> coefficients, Memory<ulong> values, uint coset, ParallelOptions threads) =>
        Forward(CpuPath.Current, coefficients, values, coset, threads);

    /// <summary><see cref="Inverse(Span{ulong}, uint)"/> by several threads.</summary>
    /// <exception cref="OperationCanceledException">Cancelled on the way; what the values are is undefined.</exception>
    public static void Inverse(Memory<ulong> values, uint coset, ParallelOptions threads) => Inverse(CpuPath.Current, values, coset, threads);

    internal static void Forward(CpuLevel level, ReadOnlyMemory<ulong> coefficients, Memory<ulong> values, uint coset, ParallelOptions threads)
    {
        Require.Length(values.Length, coefficients.Length);
        int log = CheckShape(values.Length, coset), shared = SharedLevels(log, threads);
        TransformPath path = TransformPath.For(level, log - shared);
        ReadOnlyMemory<ulong> source = coefficients;
        for (int done = 0; done < shared; done += RowStrip.Levels)
        {
            ForwardStrips(path, source, values, coset, done, threads);
            source = values;
        }

        Parallel.For(0, 1 << shared, threads, part =>
        {
            int first = part << (log - shared);
            ref ulong to = ref values.Span[first];
            path.Forward(ref At(source, first), ref to, ref Twiddles(log, coset), log - shared, (coset << shared) + (uint)part);
        });
    }

    internal static void Inverse(CpuLevel level, Memory<ulong> values, uint coset, ParallelOptions threads)
    {
        int log = CheckShape(values.Length, coset), shared = SharedLevels(log, threads);
        TransformPath path = TransformPath.For(level, log - shared);
        ulong scale = Goldilocks.Inverse((ulong)values.Length);
        Parallel.For(0, 1 << shared, threads, part =>
        {
            ref ulong first = ref values.Span[part << (log - shared)];
            path.Inverse(ref first, ref Twiddles(log, coset), log - shared, (coset << shared) + (uint)part, scale);
        });
        for (int done = shared - RowStrip.Levels; done >= 0; done -= RowStrip.Levels) { InverseStrips(path, values, coset, done, threads); }
    }

    private static void ForwardStrips(
        TransformPath path, ReadOnlyMemory<ulong> source, Memory<ulong> values, uint coset, int done, ParallelOptions threads)
    {
        int log = int.Log2(values.Length);
        Parallel.For(0, RowStrip.Count(log), threads, i =>
        {
            RowStrip strip = RowStrip.Of(log, coset, done, i);
            path.ForwardStrip(ref At(source, strip.First), ref values.Span[strip.First], ref Twiddles(log, coset), (nuint)strip.Row, strip.Block);
        });
    }

    private static void InverseStrips(TransformPath path, Memory<ulong> values, uint coset, int done, ParallelOptions threads)
    {
        int log = int.Log2(values.Length);
        Parallel.For(0, RowStrip.Count(log), threads, i =>
        {
            RowStrip strip = RowStrip.Of(log, coset, done, i);
            path.InverseStrip(ref values.Span[strip.First], ref Twiddles(log, coset), (nuint)strip.Row, strip.Block);
        });
    }

    /// <summary>Levels that are taken strip by strip. One thread does so too, so that it can be cancelled between pieces.</summary>
    private static int SharedLevels(int log, ParallelOptions threads)
    {
        int count = threads.MaxDegreeOfParallelism > 0 ? threads.MaxDegreeOfParallelism : Environment.ProcessorCount, levels = 0;
        while (log - levels >= LeastSharedLog && (levels == 0 || 1 << levels < PartsPerThread * count)) { levels += RowStrip.Levels; }
        return levels;
    }

    private static ref ulong At(ReadOnlyMemory<ulong> words, int index) => ref Unsafe.AsRef(in words.Span[index]);
}
