using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu.Satisfaction;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Tests;

namespace FvmCompute.Kernels.Tests.Prover.Cpu.Satisfaction;

public class RowCheckTests
{
    private static readonly Ext2 Scale = new(11, 13);

    public static TheoryData<CpuLevel> Levels => [.. Enum.GetValues<CpuLevel>().Where(l => l <= CpuPath.Supported)];

    /// <summary>Rows around the borders of a block of 256, one cell that is not 0 at every place, and spans that leave it in or out.</summary>
    [Theory]
    [MemberData(nameof(Levels))]
    public void FindNonZero_OneRowAnywhere_IsFoundWhereItCounts(CpuLevel level)
    {
        foreach (int threads in (int[])[1, 3])
        {
            RowCheck check = new(threads, CancellationToken.None) { Level = level };
            foreach (int rows in (int[])[1, 2, 7, 255, 256, 257, 600])
            {
                foreach (int at in Enumerable.Range(0, rows).Where(row => row < 20 || row % 31 == 0 || row > rows - 3))
                {
                    ulong[] cells = new ulong[2 * rows];
                    cells[rows + at] = 5;
                    Assert.Equal(at, Find(check, cells, rows, new(0, rows), new(0, rows)));
                    Assert.Equal(at, Find(check, cells, rows, new(0, 0), new(at, at + 1)));
                    Assert.Null(Find(check, cells, rows, new(0, rows), new(at + 1, rows)));
                    Assert.Null(Find(check, cells, rows, new(0, rows), new(-1, at)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void FindNonZero_ManyRows_GivesTheFirst(CpuLevel level)
    {
        const int Rows = 5000;
        RowCheck check = new(threads: 4, CancellationToken.None) { Level = level };
        ulong[] cells = new ulong[2 * Rows];
        for (int first = Rows - 1; first > 0; first -= 613)
        {
            (cells[first], cells[Rows + first]) = (1, 1);
            Assert.Equal(first, Find(check, cells, Rows, new(0, Rows), new(0, Rows)));
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Sum_Fractions_IsTheTextbooksWithoutPadding(CpuLevel level)
    {
        foreach (int rows in (int[])[1, 5, 256, 300, 1000])
        {
            Random random = new(rows);
            ulong[] numerators = Elements.Bases(random, rows), denominators = [.. Elements.Bases(random, rows).Select(d => Math.Max(d, 1))];
            (long from, long to, int count) = (rows / 3, rows - 1, rows - (rows / 5));
            Ext2 expected = Ext2.Zero;
            for (int i = 0; i < count; i++)
            {
                if (i >= from && i < to) { expected += (Ext2)numerators[i] * (Scale * denominators[i]).Inverse(); }
            }

            foreach (int threads in (int[])[1, 3])
            {
                RowCheck check = new(threads, CancellationToken.None) { Level = level };
                (Ext2 p, Ext2 q) = check.Sum(Table([.. numerators, .. denominators], rows, new(from, to)), count);
                Assert.Equal(expected, p * q.Inverse());
            }
        }
    }

    [Fact]
    public void Visit_Cancelled_Stops()
    {
        using CancellationTokenSource cancellation = new();
        RowCheck check = new(threads: 1, cancellation.Token);
        int visited = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => check.Visit(Table(new ulong[2000], 1000, new(0, 1000)), 1000, (_, _, _, _, _) =>
        {
            visited++;
            cancellation.Cancel();
        }));
        Assert.Equal(1, visited);
    }

    /// <summary>Two columns, each its own output.</summary>
    private static long? Find(RowCheck check, ulong[] cells, int rows, RowSpan first, RowSpan second)
    {
        TableFractions table = Table(cells, rows, default);
        return check.FindNonZero(table.Program, table.Columns, table.LogHeight, [first, second]);
    }

    /// <summary>One interaction: column 0 over Scale·column 1.</summary>
    private static TableFractions Table(ulong[] cells, int rows, RowSpan span)
    {
        RowProgram program = new()
        {
            Planes = 8,
            Inputs = [new(new(0, false), new(1, false)), new(new(2, false), new(3, false))],
            HasRowIndex = false,
            Constants = [],
            Code = [new(RowOperation.Collect, 4, 0, 0), new(RowOperation.Collect, 6, 2, 1)],
            Coefficients = [Ext2.One, Scale],
            Outputs = [(new(4, true), Ext2.Zero), (new(6, true), Ext2.Zero)],
        };
        int height = (int)Math.Ceiling(Math.Log2(rows));
        IFieldRows matrix = RowCheck.View(new(cells.Length, 0, ElementField.Base), cells);
        OpenedColumn[] columns = [new(new(matrix, 0, rows, height), 0), new(new(matrix, rows, rows, height), 0)];
        return new(program, columns, height, 0, [span]);
    }
}
