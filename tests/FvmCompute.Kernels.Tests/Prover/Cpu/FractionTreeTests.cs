using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Tests;

namespace FvmCompute.Kernels.Tests.Prover.Cpu;

public class FractionTreeTests
{
    private static readonly Ext2 Padding = new(3, 5);

    /// <summary>Leaves used, as sums of powers of two: none unused, one, a block of 1024 more or less.</summary>
    public static TheoryData<int, CpuLevel> UsedLeavesAndLevels()
    {
        TheoryData<int, CpuLevel> data = [];
        foreach (CpuLevel level in Enum.GetValues<CpuLevel>().Where(l => l <= CpuPath.Supported))
        {
            foreach (int used in (int[])[1, 2, 3, 5, 16, 17, 1024, 1025, 2047, 2048, 2049, 4097, 5119, 5120, 5121, 6144, 8191, 8192]) { data.Add(used, level); }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(UsedLeavesAndLevels))]
    public void EveryLayer_AnyNumberOfLeaves_IsWhatTextbookSumsGive(int used, CpuLevel level) =>
        CheckTree(used, level, Elements.Bases(new Random(used), used), isConstant: _ => false);

    [Theory]
    [MemberData(nameof(UsedLeavesAndLevels))]
    public void EveryLayer_ConstantNumerators_IsWhatTextbookSumsGive(int used, CpuLevel level) =>
        CheckTree(used, level, ConstantNumerators(used, _ => true), _ => true);

    [Theory]
    [MemberData(nameof(UsedLeavesAndLevels))]
    public void EveryLayer_SomeNumeratorsConstant_IsWhatTextbookSumsGive(int used, CpuLevel level) =>
        CheckTree(used, level, ConstantNumerators(used, height => height % 2 == 0), height => height % 2 == 0);

    /// <summary>Where a table's numerators are constant they are so on three quarters of its rows, and 0 on the others.</summary>
    private static ulong[] ConstantNumerators(int used, Func<int, bool> isConstant)
    {
        ulong[] numerators = Elements.Bases(new Random(used), used);
        int first = 0;
        for (int height = 30; height >= 0; height--)
        {
            if ((used >> height & 1) == 0) { continue; }
            Span<ulong> own = numerators.AsSpan(first, 1 << height);
            first += own.Length;
            if (!isConstant(height)) { continue; }
            own[..CountedRows(own.Length)].Fill(own[0]);
            own[CountedRows(own.Length)..].Clear();
        }

        return numerators;
    }

    private static int CountedRows(int rows) => rows - (rows / 4);

    private static void CheckTree(int used, CpuLevel level, ulong[] numerators, Func<int, bool> isConstant)
    {
        Random random = new(used);
        int layers = (int)Math.Ceiling(Math.Log2(used));
        ulong[] denominators = [.. Elements.Bases(random, used).Select(d => Math.Max(d, 1))];
        Ext2[] p = [.. numerators.Select(n => (Ext2)n), .. new Ext2[(1 << layers) - used]];
        Ext2[] q = [.. denominators.Select(d => new Ext2(d, 0) * Scale), .. Enumerable.Repeat(Padding, (1 << layers) - used)];
        using CpuProverBackend backend = new(new MemoryBudget("test", 1L << 30), threads: 2) { Level = level };
        ProverMemory peak = backend.FractionBytes(layers, used);
        using IProverSession session = backend.Begin(peak, CancellationToken.None);
        using IFractionTree tree = session.AddFractions(Plan(session, layers, numerators, denominators, isConstant));

        Assert.Equal(layers, tree.Layers);
        List<(Ext2[] P, Ext2[] Q)> expected = [(p, q)];
        while (expected[^1].P.Length > 1) { expected.Add(Add(expected[^1])); }
        Assert.Equal((expected[^1].P[0], expected[^1].Q[0]), tree.Root);
        for (int k = 0; k < layers; k++) { CheckLayer(tree, k, expected[layers - k - 1], random); }
    }

    [Fact]
    public void AddFractions_PeakStatedTooLow_IsRefused()
    {
        using CpuProverBackend backend = new(new MemoryBudget("test", 1L << 30), threads: 1);
        ProverMemory peak = backend.FractionBytes(5, 17);
        using IProverSession session = backend.Begin(new(peak.DeviceBytes - 1, 0), CancellationToken.None);
        Assert.Throws<DeviceMemoryException>(() => session.AddFractions(Plan(session, 5, new ulong[17], [.. Enumerable.Repeat(1UL, 17)], _ => false)));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(33)]
    public void AddFractions_LeavesThatDoNotFitTheLayers_AreRefused(int used)
    {
        using CpuProverBackend backend = new(new MemoryBudget("test", 1L << 30), threads: 1);
        using IProverSession session = backend.Begin(new(1 << 20, 0), CancellationToken.None);
        FractionPlan plan = Plan(session, 5, new ulong[used], [.. Enumerable.Repeat(1UL, used)], _ => false);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.AddFractions(plan));
    }

    private static Ext2 Scale => new(11, 13);

    private static void CheckLayer(IFractionTree tree, int k, (Ext2[] P, Ext2[] Q) layer, Random random)
    {
        int half = 1 << k;
        Ext2 lambda = Elements.Ext(random);
        Ext2[] point = Elements.Exts(random, k), challenges = Elements.Exts(random, k);
        Ext2[][] vectors = [layer.P[..half], layer.P[half..], layer.Q[..half], layer.Q[half..]];
        for (int variable = k - 1; variable >= 0; variable--)
        {
            RoundSums sums = variable == k - 1 ? tree.Open(k, lambda, point) : tree.Bind(challenges[variable + 1]);
            Assert.Equal(Sums(vectors, lambda, point.AsSpan(0, variable)), sums);
            vectors = [.. vectors.Select(v => Fold(v, challenges[variable]))];
        }

        Ext2[] ends = k == 0 ? tree.FirstLayer() : tree.Finish(challenges[0]);
        Assert.Equal(vectors.Select(v => v[0]), ends);
    }

    private static RoundSums Sums(Ext2[][] v, Ext2 lambda, ReadOnlySpan<Ext2> point)
    {
        int half = v[0].Length / 2;
        (Ext2 atZero, Ext2 leading) = (Ext2.Zero, Ext2.Zero);
        for (int i = 0; i < half; i++)
        {
            Ext2 eq = MultilinearKernels.Eq(point, (ulong)i);
            Ext2[] low = [.. v.Select(x => x[i])], slope = [.. v.Select(x => x[i + half] - x[i])];
            atZero += eq * Summand(low, lambda);
            leading += eq * Summand(slope, lambda);
        }

        return new(atZero, leading);
    }

    private static Ext2 Summand(Ext2[] v, Ext2 lambda) => (v[0] * v[3]) + (v[1] * v[2]) + (lambda * v[2] * v[3]);

    private static Ext2[] Fold(Ext2[] v, Ext2 challenge)
    {
        int half = v.Length / 2;
        return [.. Enumerable.Range(0, half).Select(i => v[i] + (challenge * (v[i + half] - v[i])))];
    }

    private static (Ext2[] P, Ext2[] Q) Add((Ext2[] P, Ext2[] Q) layer)
    {
        (Ext2[] p, Ext2[] q) = layer;
        int half = p.Length / 2;
        return (
            [.. Enumerable.Range(0, half).Select(i => (p[i] * q[i + half]) + (p[i + half] * q[i]))],
            [.. Enumerable.Range(0, half).Select(i => q[i] * q[i + half])]);
    }

    /// <summary>A table per bit of the number of leaves, each with one interaction: column 0, or its first value on some rows, over Scale·column 1.</summary>
    private static FractionPlan Plan(IProverSession session, int layers, ulong[] numerators, ulong[] denominators, Func<int, bool> isConstant)
    {
        IFieldRows matrix = session.Import(new(2 * numerators.Length, 0, ElementField.Base), (ulong[])[.. numerators, .. denominators]);
        List<TableFractions> tables = [];
        int first = 0;
        for (int height = layers; height >= 0; height--)
        {
            int rows = 1 << height;
            if ((numerators.Length & rows) == 0) { continue; }
            OpenedColumn[] columns = [new(new(matrix, first, rows, height), 0), new(new(matrix, numerators.Length + first, rows, height), 0)];
            RowProgram program = isConstant(height) ? Program([], numerators[first]) : Program([new(RowOperation.Collect, 4, 0, 0)], Ext2.Zero);
            tables.Add(new(program, columns, height, first, [new(0, isConstant(height) ? CountedRows(rows) : rows)]));
            first += rows;
        }

        return new(layers, Padding, tables);
    }

    private static RowProgram Program(RowInstruction[] numerator, Ext2 constant) => new()
    {
        Planes = 8,
        Inputs = [new(new(0, false), new(1, false)), new(new(2, false), new(3, false))],
        HasRowIndex = false,
        Constants = [],
        Code = [.. numerator, new(RowOperation.Collect, 6, 2, 1)],
        Coefficients = [Ext2.One, Scale],
        Outputs = [(new(4, true), constant), (new(6, true), Ext2.Zero)],
    };
}
