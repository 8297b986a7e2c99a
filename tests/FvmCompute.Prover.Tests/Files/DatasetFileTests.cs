using FvmCompute.Prover.Files;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Tests.Files;

public class DatasetFileTests
{
    private const int FirstBlock = 42;
    private const int FirstColumn = FirstBlock + 30;

    [Fact]
    public void TryOpen_WhatWriteWrote_GivesItBack()
    {
        using MemoryStream file = new(SampleFiles.Dataset());
        Assert.Null(DatasetFile.TryOpen(file, out DatasetFile? dataset));
        Assert.Equal((18, 2), (dataset!.Profile.LogRowLength, dataset.Profile.LogInverseRate));
        Assert.Equal(Digest.Of("schema"u8), dataset.Schema);
        Assert.Equal(SampleFiles.Blocks, dataset.Blocks);
        Assert.Equal(8 * 13, dataset.ColumnBytes);
        SampleFiles.AssertColumns(SampleFiles.Columns, dataset.Columns);
    }

    [Fact]
    public void Write_OneColumnOfTwo_IsTheDocumentedBytes()
    {
        byte[] file = SampleFiles.Write(f => DatasetFile.Write(f, SampleFiles.Profile, default, [new Block(2, 1)], [[new ulong[] { 1, 0x0203 }]]));
        string expected = "46564d44" + "0100" + "12" + "02" + new string('0', 64) + "0100" + "0200000000000000" + "0100" + "0100000000000000" + "0302000000000000";
        Assert.Equal(expected, Convert.ToHexStringLower(file));
    }

    [Fact]
    public void Columns_LongerThanARun_AreReadWhole()
    {
        Block[] blocks = [new(FileColumns.RunElements + 3, 2)];
        ReadOnlyMemory<ulong>[][] columns = SampleFiles.Make(blocks);
        using MemoryStream file = new(SampleFiles.Write(f => DatasetFile.Write(f, SampleFiles.Profile, default, blocks, columns)));
        Assert.Null(DatasetFile.TryOpen(file, out DatasetFile? dataset));
        SampleFiles.AssertColumns(columns, dataset!.Columns);
    }

    [Fact]
    public void TryOpen_EveryTruncationAndATrailingByte_IsRefused()
    {
        byte[] whole = SampleFiles.Dataset();
        for (int length = 0; length < whole.Length; length++) { AssertRefused(whole[..length]); }
        AssertRefused([.. whole, 0]);
    }

    [Theory]
    [InlineData(0, 0x44, "mark")]
    [InlineData(4, 2, "version")]
    [InlineData(6, 30, "m and r0")] // a row of 2^30 elements
    [InlineData(7, 9, "m and r0")]
    [InlineData(40, 65, "dataset blocks")]
    [InlineData(FirstBlock + 4, 0xFF, "rows of dataset blocks")] // 2^40 rows
    [InlineData(FirstBlock + 9, 0xFF, "columns of dataset blocks")]
    [InlineData(FirstBlock, 6, "bytes of the file")]
    [InlineData(FirstBlock + 8, 3, "bytes of the file")]
    public void TryOpen_HeaderByteChanged_NamesTheField(int at, byte value, string where)
    {
        byte[] file = SampleFiles.Dataset();
        file[at] = value;
        Assert.Equal(where, AssertRefused(file).Where);
    }

    [Fact]
    public void TryOpen_HeaderThatClaimsTerabytes_AllocatesNothingOfThatSize()
    {
        byte[] bytes = SampleFiles.WithU64(SampleFiles.Dataset(), FirstBlock, 1UL << 30);
        bytes[FirstBlock + 9] = 4; // 2^30 rows of 1026 columns, beyond the limit; then of 2
        AssertRefused(bytes);
        bytes[FirstBlock + 9] = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    [Theory]
    [InlineData(0, "block 0, column 0", FirstColumn)]
    [InlineData(12, "block 2, column 2", FirstColumn + (12 * 8))]
    public void Columns_ElementThatIsNotCanonical_IsRefusedWithItsOffset(int element, string where, long offset)
    {
        using MemoryStream file = new(SampleFiles.WithU64(SampleFiles.Dataset(), FirstColumn + (element * 8), 0xFFFF_FFFF_0000_0001));
        Assert.Null(DatasetFile.TryOpen(file, out DatasetFile? dataset));
        Rejection fault = Assert.Throws<ProofFileException>(() => dataset!.Columns.Sum(block => block.Count(column => column.Length > 0))).Fault;
        Assert.Equal((where, offset, "18446744069414584321"), (fault.Where, fault.Index, fault.Got));
    }

    [Fact]
    public void Columns_FileThatShrankSinceItWasOpened_AreRefused()
    {
        using MemoryStream file = new();
        file.Write(SampleFiles.Dataset());
        Assert.Null(DatasetFile.TryOpen(file, out DatasetFile? dataset));
        file.SetLength(FirstColumn + 12);
        Assert.Equal(FirstColumn + 12, Assert.Throws<ProofFileException>(() => dataset!.Columns[0][0]).Fault.Index);
    }

    [Fact]
    public void TryOpen_AnyByteChanged_IsAFaultOrADataset()
    {
        byte[] whole = SampleFiles.Dataset();
        for (int at = 0; at < whole.Length; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. whole];
                changed[at] ^= (byte)(1 << bit);
                using MemoryStream file = new(changed);
                if (DatasetFile.TryOpen(file, out DatasetFile? dataset) is not null) { continue; }
                Exception? fault = Record.Exception(() => dataset!.Columns.Sum(block => block.Count(column => column.Length > 0)));
                Assert.True(fault is null or ProofFileException, $"byte {at}, bit {bit}: {fault}");
            }
        }
    }

    [Fact]
    public void Write_ColumnThatDoesNotFit_IsRefusedByName()
    {
        ArgumentException tooShort = Assert.Throws<ArgumentException>(() => Write([new Block(2, 1)], [[new ulong[1]]]));
        Assert.Contains("block 0, column 0: 1; it must be exactly 2", tooShort.Message, StringComparison.Ordinal);
        ArgumentException notCanonical = Assert.Throws<ArgumentException>(() => Write([new Block(1, 1)], [[new[] { ulong.MaxValue }]]));
        Assert.Contains("block 0, column 0: entry 0 is 18446744073709551615", notCanonical.Message, StringComparison.Ordinal);
        ArgumentException tooTall = Assert.Throws<ArgumentException>(() => Write([new Block((1UL << 30) + 1, 1)], [[new ulong[1]]]));
        Assert.Contains("rows of dataset, block", tooTall.Message, StringComparison.Ordinal);
    }

    private static void Write(Block[] blocks, ReadOnlyMemory<ulong>[][] columns) =>
        DatasetFile.Write(Stream.Null, SampleFiles.Profile, default, blocks, columns);

    private static Rejection AssertRefused(byte[] bytes)
    {
        using MemoryStream file = new(bytes);
        Rejection? fault = DatasetFile.TryOpen(file, out DatasetFile? dataset);
        Assert.Null(dataset);
        Assert.NotNull(fault);
        return fault;
    }
}
