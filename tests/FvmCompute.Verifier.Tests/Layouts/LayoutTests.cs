using System.Text.Json;
using FvmCompute.Tests;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Layouts;

public class LayoutTests
{
    [Fact]
    public void Place_ReferenceVectors_Agree()
    {
        using JsonDocument vectors = Vectors.Json("proof", "commitment.json");
        foreach (JsonElement v in vectors.RootElement.EnumerateArray())
        {
            Block[] blocks = [.. v.GetProperty("blocks").EnumerateArray().Select(b => new Block(b[0].GetUInt64(), b[1].GetUInt16()))];
            Layout layout = Create(blocks, v.GetProperty("m").GetInt32());
            Assert.Equal(v.GetProperty("rows").GetArrayLength(), layout.RowCount);
            foreach (JsonElement column in v.GetProperty("layout").EnumerateArray())
            {
                int block = column[0].GetInt32();
                string[] places = [.. column[2].EnumerateArray().Select(p => $"{p[0]} {(p[1].ValueKind == JsonValueKind.Null ? -1 : p[1].GetInt32())}")];
                Assert.Equal(places, Chunks(layout.Place(block, column[1].GetInt32()), blocks[block]));
            }
        }
    }

    /// <summary>The text of proof-system.md §7, cell by cell.</summary>
    [Fact]
    public void Place_RandomBlocks_FollowsTheStackingOfTheSpecification()
    {
        Random random = new(7);
        for (int round = 0; round < 300; round++)
        {
            int m = random.Next(0, 6);
            Block[] blocks = [.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => new Block((ulong)random.Next(0, 3 << m), (ushort)random.Next(0, 5)))];
            Layout layout = Create(blocks, m);
            (int row, int offset) = (0, 0);
            foreach (int b in Enumerable.Range(0, blocks.Length).OrderByDescending(b => blocks[b].LogHeight))
            {
                for (int c = 0; c < blocks[b].Columns; c++)
                {
                    string[] places = blocks[b].LogHeight >= m ? StackTall(blocks[b], m, ref row) : StackShort(blocks[b], m, ref row, ref offset);
                    Assert.Equal(places, Chunks(layout.Place(b, c), blocks[b]));
                }
            }

            Assert.Equal(row + (offset > 0 ? 1 : 0), layout.RowCount);
        }
    }

    [Theory]
    [InlineData(1UL << 63, 1, "rows of x, block")]
    [InlineData(ulong.MaxValue, 1, "rows of x, block")]
    [InlineData((1UL << 30) + 1, 1, "rows of x, block")]
    [InlineData(1UL << 30, 1, "matrix rows of x")]
    [InlineData(0UL, 1025, "columns of x, block")]
    [InlineData(4097UL << 4, 1, "matrix rows of x")]
    [InlineData(1UL << 12, 17, "matrix rows of x")]
    public void TryCreate_BeyondALimit_IsNamed(ulong rows, ushort columns, string where)
    {
        Rejection? rejection = Layout.TryCreate([new Block(rows, columns)], 4, "x", out Layout? layout);
        Assert.Null(layout);
        Assert.Equal((Reason.Statement, where), (rejection!.Reason, rejection.Where));
    }

    [Theory]
    [InlineData(4096UL << 4, 1)]
    [InlineData(1UL << 12, 16)]
    public void TryCreate_AtTheLimit_IsLaidOut(ulong rows, ushort columns) => Assert.Equal(4096, Create([new Block(rows, columns)], 4).RowCount);

    [Fact]
    public void TryCreate_TooManyBlocks_AreRefused() =>
        Assert.Equal("blocks of x", Layout.TryCreate(new Block[65], 4, "x", out _)?.Where);

    private static Layout Create(Block[] blocks, int m)
    {
        Assert.Null(Layout.TryCreate(blocks, m, "x", out Layout? layout));
        return layout!;
    }

    private static string[] Chunks(ColumnPlace place, Block block) => place.IsTall
        ? [.. Enumerable.Range(place.Row, place.Chunks).Select(row => $"{row} -1")]
        : [$"{place.Row} {place.Slot << block.LogHeight}"];

    private static string[] StackTall(Block block, int m, ref int row)
    {
        int first = row;
        row += (int)((block.Rows + (1UL << m) - 1) >> m);
        return [.. Enumerable.Range(first, row - first).Select(r => $"{r} -1")];
    }

    private static string[] StackShort(Block block, int m, ref int row, ref int offset)
    {
        if (offset + (1 << block.LogHeight) > 1 << m) { (row, offset) = (row + 1, 0); }
        string place = $"{row} {offset}";
        offset += 1 << block.LogHeight;
        return [place];
    }
}
