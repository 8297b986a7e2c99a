using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Statements;

public class InstanceTests
{
    private static readonly Profile TestA = ProfileTable.Test[0];

    /// <summary>A one-table statement with a dataset of one block, changed so that exactly one rule of proof-system.md §6 is broken.</summary>
    public static TheoryData<string, string> Broken() => new()
    {
        { "row counts of other length", "row counts" },
        { "public values of other length", "public values" },
        { "table of 2^30 + 1 rows", "rows of table" },
        { "65 datasets", "datasets" },
        { "dataset of other m", "m of dataset" },
        { "dataset of other r0", "r0 of dataset" },
        { "4097 columns in a dataset", "columns of dataset" },
        { "65 blocks", "blocks of dataset 0" },
        { "unreferenced block of 2^63 rows", "rows of dataset 0, block" },
        { "unreferenced block of 2^30 rows", "matrix rows of dataset 0" },
        { "auxiliary table of 2^30 rows", "matrix rows of auxiliary columns" },
        { "dataset column of dataset 1", "dataset of table" },
        { "dataset column of block 1", "dataset block of table" },
        { "dataset column 1", "dataset column of table" },
        { "dataset block of other height", "dataset rows of table" },
        { "nothing committed", "matrix rows" },
        { "cell beyond the rows", "row of claim" },
        { "sum with a row", "row of claim" },
        { "product of other height", "rows of factor A of product" },
        { "product with exponent 31", "exponent of factor B of product" },
        { "65535 sums of 5 chunks", "reduction terms" },
        { "1024 next columns of 129 chunks", "reduction terms" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void TryCreate_OneRuleBroken_IsNamed(string what, string where)
    {
        Rejection? rejection = Instance.TryCreate(Break(what), true, out Instance? instance);
        Assert.Null(instance);
        Assert.Equal((Reason.Statement, where), (rejection!.Reason, rejection.Where));
    }

    [Fact]
    public void TryCreate_TheUnbrokenStatement_IsAccepted()
    {
        Assert.Null(Instance.TryCreate(Sample(), true, out Instance? instance));
        Assert.Equal((2, 1, 1, 3), (instance!.MatrixRows, instance.AuxiliaryRows, instance.Shape.Degree, instance.MaxLogHeight));
        Assert.Equal(3, instance.ClaimCount);
        Assert.False(instance.IsAdmissibleOnChain);
    }

    [Fact]
    public void TryCreate_TestProfile_NeedsTheOptIn() => Assert.Equal(Reason.Profile, Instance.TryCreate(Sample(), false, out _)?.Reason);

    /// <summary>A next-row claim has two terms per chunk, a plain one has one.</summary>
    [Fact]
    public void TryCreate_PlainColumnsOfThatHeight_AreWithinTheTerms() => Assert.Null(Instance.TryCreate(Wide(NodeKind.Current), true, out _));

    /// <summary>Hostile sizes cost neither memory nor time: all counting is arithmetic.</summary>
    [Theory]
    [MemberData(nameof(Broken))]
    public void TryCreate_HostileSizes_TakeLittleMemory(string what, string where)
    {
        Statement statement = Break(what);
        Instance.TryCreate(statement, true, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Instance.TryCreate(statement, true, out _);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, where);
    }

    /// <summary>A table with a dataset column and an auxiliary column of 5 rows, one cell claim.</summary>
    private static Statement Sample()
    {
        Table table = new([new(0, 0, 0)], 1, [Node.Current(0)], [], []);
        Circuit circuit = new([table], 1, 0, [new(ClaimKind.Cell, new(0, 1), 4, 0)], []);
        Dataset dataset = new(default, TestA.LogRowLength, TestA.LogInverseRate, [new(5, 1)], default, Ext2.Zero);
        return new(default, TestA, circuit, [dataset], [5], [0]);
    }

    private static Statement Break(string what)
    {
        Statement s = Sample();
        return what switch
        {
            "row counts of other length" => s with { RowCounts = [5, 5] },
            "public values of other length" => s with { PublicValues = [] },
            "table of 2^30 + 1 rows" => s with { RowCounts = [(1UL << 30) + 1] },
            "65 datasets" => s with { Datasets = [.. Enumerable.Repeat(s.Datasets[0], 65)] },
            "dataset of other m" => s with { Datasets = [s.Datasets[0] with { LogRowLength = 5 }] },
            "dataset of other r0" => s with { Datasets = [s.Datasets[0] with { LogInverseRate = 2 }] },
            "4097 columns in a dataset" => WithBlocks(s, [.. Enumerable.Repeat(new Block(0, 1024), 4), new(0, 1)]),
            "65 blocks" => WithBlocks(s, [.. Enumerable.Repeat(new Block(0, 0), 65)]),
            "unreferenced block of 2^63 rows" => WithBlocks(s, [s.Datasets[0].Blocks[0], new(1UL << 63, 1)]),
            "unreferenced block of 2^30 rows" => WithBlocks(s, [s.Datasets[0].Blocks[0], new(1UL << 30, 1)]),
            "auxiliary table of 2^30 rows" => s with { RowCounts = [1UL << 30] },
            "dataset column of dataset 1" => WithColumn(s, new(1, 0, 0)),
            "dataset column of block 1" => WithColumn(s, new(0, 1, 0)),
            "dataset column 1" => WithColumn(s, new(0, 0, 1)),
            "dataset block of other height" => WithBlocks(s, [new(4, 1)]),
            "nothing committed" => new(default, TestA, new([new([], 0, [], [], [])], 0, 0, [], []), [], [5], []),
            "cell beyond the rows" => WithClaim(s, new(ClaimKind.Cell, new(0, 1), 5, 0)),
            "sum with a row" => WithClaim(s, new(ClaimKind.Sum, new(0, 1), 1, 0)),
            "product of other height" => s with { Circuit = s.Circuit with { Products = [new(new(0, 0), new(0, 0), new(0, 0), 1, 1, 1)] } },
            "product with exponent 31" => Square(new(new(0, 0), new(0, 0), new(0, 0), 1, 1, 30)),
            "65535 sums of 5 chunks" => Square(default) with
            {
                RowCounts = [80],
                Circuit = new([new([], 1, [], [], [])], 1, 0, [.. Enumerable.Repeat(new LinearClaim(ClaimKind.Sum, default, 0, 0), 65535)], []),
            },
            "1024 next columns of 129 chunks" => Wide(NodeKind.Next),
            _ => throw new ArgumentException(what),
        };
    }

    /// <summary>One auxiliary column of 4 rows and a product.</summary>
    private static Statement Square(MatrixProduct product)
    {
        Circuit circuit = new([new([], 1, [], [], [])], 1, 0, [], [product]);
        return new(default, TestA, circuit, [], [4], [0]);
    }

    /// <summary>A table that uses one dataset column of 129 matrix rows 1024 times.</summary>
    private static Statement Wide(NodeKind kind)
    {
        Statement s = Sample();
        const ulong Rows = 129 << 4;
        ImmutableArray<Node> nodes = [.. Enumerable.Range(0, 1024).Select(c => new Node(kind, (ulong)c))];
        Circuit circuit = new([new([.. Enumerable.Repeat(new DatasetColumn(0, 0, 0), 1024)], 0, nodes, [], [])], 0, 0, [], []);
        return WithBlocks(s with { Circuit = circuit, RowCounts = [Rows], PublicValues = [] }, [new(Rows, 1)]);
    }

    private static Statement WithBlocks(Statement s, ImmutableArray<Block> blocks) => s with { Datasets = [s.Datasets[0] with { Blocks = blocks }] };

    private static Statement WithColumn(Statement s, DatasetColumn column) =>
        s with { Circuit = s.Circuit with { Tables = [s.Circuit.Tables[0] with { DatasetColumns = [column] }] } };

    private static Statement WithClaim(Statement s, LinearClaim claim) => s with { Circuit = s.Circuit with { Claims = [claim] } };
}
