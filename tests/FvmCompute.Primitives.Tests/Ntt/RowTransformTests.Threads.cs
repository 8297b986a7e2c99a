using System.Buffers;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Ntt;

namespace FvmCompute.Primitives.Tests.Ntt;

public partial class RowTransformTests
{
    /// <summary>Rows of one thread, the shortest shared ones, of both parities; with five threads, a row of 2^20 is split twice.</summary>
    public static TheoryData<CpuLevel, int> SharedRows()
    {
        TheoryData<CpuLevel, int> rows = [];
        foreach (CpuLevel level in Samples.Levels)
        {
            foreach (int log in new[] { 0, 1, 2, 3, 4, 5, 6, 11, 15, 16, 17, 20 }) { rows.Add(level, log); }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(SharedRows))]
    public void Forward_SharedByThreads_EqualsOneThreadAndInverts(CpuLevel level, int log)
    {
        ulong[] coefficients = Row(log, seed: 200 + log), values = new ulong[coefficients.Length];
        foreach ((int threads, uint coset) in new[] { (1, 1u), (2, 0u), (3, 6u), (5, 0u), (5, 3u) })
        {
            RowTransform.Forward(level, coefficients, values, coset, Threads(threads));
            Assert.Equal(Transformed(level, coefficients, coset), values);
            RowTransform.Inverse(level, values, coset, Threads(threads));
            Assert.Equal(coefficients, values);
        }
    }

    [Theory]
    [InlineData(16, 3)]
    [InlineData(20, 5)]
    public void Forward_SharedByThreads_EqualsTheSumOfPowersAtSamples(int log, int threads)
    {
        ulong[] coefficients = Row(log, seed: log), values = [.. coefficients];
        RowTransform.Forward(values, values, 2, Threads(threads));
        foreach (int i in Samplings(values.Length, log).Take(3)) { Assert.Equal(Value(coefficients, (2u << log) + (uint)i, log + 2), values[i]); }
    }

    [Fact]
    public void Forward_SharedByAsManyThreadsAsThereAre_LeavesTheCoefficients()
    {
        ulong[] coefficients = Row(17, seed: 3), values = new ulong[coefficients.Length];
        RowTransform.Forward(coefficients, values, 1, new ParallelOptions());
        Assert.Equal(Row(17, seed: 3), coefficients);
        Assert.Equal(Transformed(CpuPath.Current, coefficients, 1), values);
    }

    /// <summary>A strip takes the values twice, as source and as destination, and so does a row: 256 strips come before 16 rows.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 200)]
    [InlineData(1, 520)]
    [InlineData(3, 1)]
    [InlineData(3, 200)]
    [InlineData(3, 520)]
    public void Forward_CancelledOnTheWay_TakesNoMorePieces(int threads, int taken) =>
        AssertCancelled(threads, taken, (values, options) => RowTransform.Forward(values, values, 0, options));

    /// <summary>16 rows come before 256 strips.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 10)]
    [InlineData(1, 200)]
    [InlineData(3, 1)]
    [InlineData(3, 10)]
    [InlineData(3, 200)]
    public void Inverse_CancelledOnTheWay_TakesNoMorePieces(int threads, int taken) =>
        AssertCancelled(threads, taken, (values, options) => RowTransform.Inverse(values, 0, options));

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    public void Forward_CancelledBefore_LeavesTheValues(int log)
    {
        ulong[] values = Row(log, seed: 1);
        ParallelOptions options = new() { CancellationToken = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => RowTransform.Forward(values, values, 0, options));
        Assert.Throws<OperationCanceledException>(() => RowTransform.Inverse(values, 0, options));
        Assert.Equal(Row(log, seed: 1), values);
    }

    [Fact]
    public void Forward_SharedLengthsThatDiffer_AreRefused() =>
        Assert.Throws<ArgumentException>(() => RowTransform.Forward(new ulong[1 << 16], new ulong[1 << 17], 0, Threads(2)));

    private static void AssertCancelled(int threads, int taken, Action<Memory<ulong>, ParallelOptions> transform)
    {
        using CancellationTokenSource cancellation = new();
        CancellingMemory values = new(new ulong[1 << 20], taken, cancellation);
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation.Token };
        Assert.Throws<OperationCanceledException>(() => transform(values.Memory, options));
        Assert.InRange(values.Taken, taken, taken + (2 * threads));
    }

    private static ParallelOptions Threads(int count) => new() { MaxDegreeOfParallelism = count };

    /// <summary>Words that cancel when they are taken for the n-th time. Nobody else takes them meanwhile.</summary>
    private sealed class CancellingMemory(ulong[] words, int last, CancellationTokenSource cancellation) : MemoryManager<ulong>
    {
        private readonly Lock _taking = new();

        public int Taken { get; private set; }

        /// <inheritdoc/>
        /// <remarks>Without taking them for their length.</remarks>
        public override Memory<ulong> Memory => CreateMemory(words.Length);

        public override Span<ulong> GetSpan()
        {
            lock (_taking)
            {
                if (++Taken == last) { cancellation.Cancel(); }
            }

            return words;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
