using FvmCompute.Prover.Files;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Prover.Tests.Files;

public class WitnessFileTests
{
    private const int FirstValue = 40;

    [Fact]
    public void TryOpen_WhatWriteWrote_GivesItBack()
    {
        using MemoryStream file = new(SampleFiles.Witness());
        Assert.Null(WitnessFile.TryOpen(file, out WitnessFile? witness));
        Assert.Equal(SampleFiles.Blocks, witness!.Tables);
        Assert.Equal(SampleFiles.PublicValues, witness.PublicValues);
        SampleFiles.AssertColumns(SampleFiles.Columns, witness.Columns);
    }

    [Fact]
    public void Write_OneTableTwoValues_IsTheDocumentedBytes()
    {
        byte[] file = SampleFiles.Write(f => WitnessFile.Write(f, [new(1, 1)], [null, 9], [[new ulong[] { 5 }]]));
        string expected = "46564d57" + "0100" + "0100" + "0100000000000000" + "0100" + "0200" + "00" + "0000000000000000" + "01" + "0900000000000000"
            + "0500000000000000";
        Assert.Equal(expected, Convert.ToHexStringLower(file));
    }

    [Fact]
    public void TryOpen_EveryTruncationAndATrailingByte_IsRefused()
    {
        byte[] whole = SampleFiles.Witness();
        for (int length = 0; length < whole.Length; length++) { AssertRefused(whole[..length]); }
        AssertRefused([.. whole, 0]);
    }

    [Theory]
    [InlineData(3, 0x44, "mark")]
    [InlineData(5, 1, "version")]
    [InlineData(6, 65, "witness tables")]
    [InlineData(8 + 4, 1, "rows of witness tables")]
    [InlineData(FirstValue, 2, "public value given")]
    [InlineData(FirstValue, 0, "public value not given")] // 7, yet not given
    [InlineData(FirstValue + 9 + 5, 1, "public value not given")]
    public void TryOpen_HeaderByteChanged_NamesTheField(int at, byte value, string where)
    {
        byte[] file = SampleFiles.Witness();
        file[at] = value;
        Assert.Equal(where, AssertRefused(file).Where);
    }

    [Fact]
    public void TryOpen_PublicValueThatIsNotCanonical_IsRefused() =>
        Assert.Equal("public values", AssertRefused(SampleFiles.WithU64(SampleFiles.Witness(), FirstValue + 1, ulong.MaxValue)).Where);

    [Fact]
    public void TryOpen_AnyByteChanged_IsAFaultOrAWitness()
    {
        byte[] whole = SampleFiles.Witness();
        for (int at = 0; at < whole.Length; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. whole];
                changed[at] ^= (byte)(1 << bit);
                using MemoryStream file = new(changed);
                if (WitnessFile.TryOpen(file, out WitnessFile? witness) is not null) { continue; }
                Exception? fault = Record.Exception(() => witness!.Columns.Sum(table => table.Count(column => column.Length > 0)));
                Assert.True(fault is null or ProofFileException, $"byte {at}, bit {bit}: {fault}");
            }
        }
    }

    [Fact]
    public void CheckAgainst_OtherCircuits_NamesWhatDiffers()
    {
        using MemoryStream file = new(SampleFiles.Witness());
        Assert.Null(WitnessFile.TryOpen(file, out WitnessFile? witness));
        Table[] tables = [.. SampleFiles.Blocks.Select(b => new Table([], b.Columns, [], [], []))];
        Assert.Null(witness!.CheckAgainst(new([.. tables], 4, 0, [], [])));
        Assert.Equal("tables of witness", witness.CheckAgainst(new([.. tables, tables[0]], 4, 0, [], []))!.Where);
        Rejection columns = witness.CheckAgainst(new([tables[0], tables[2], tables[2]], 4, 0, [], []))!;
        Assert.Equal(("auxiliary columns of witness, table", 1L, "1"), (columns.Where, columns.Index, columns.Got));
        Assert.Equal("public values of witness", witness.CheckAgainst(new([.. tables], 3, 0, [], []))!.Where);
    }

    private static Rejection AssertRefused(byte[] bytes)
    {
        using MemoryStream file = new(bytes);
        Rejection? fault = WitnessFile.TryOpen(file, out WitnessFile? witness);
        Assert.Null(witness);
        Assert.NotNull(fault);
        return fault;
    }
}
