using System.Globalization;
using System.Text.Json;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.Tests.Commitments;
using FvmCompute.Tests;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Tests.Proving;

public class CommittedDatasetTests
{
    private static readonly ProverOptions Options = new(new PlainBackend());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Register_ReferenceColumns_GivesTheReferencesRecord(int number)
    {
        using JsonDocument json = Vectors.Json("proof", "commitment.json");
        JsonElement vector = json.RootElement[number];
        Block[] blocks = [.. vector.GetProperty("blocks").EnumerateArray().Select(b => new Block(b[0].GetUInt64(), b[1].GetUInt16()))];
        ReadOnlyMemory<ulong>[][] columns = [.. blocks.Select(b => new ReadOnlyMemory<ulong>[b.Columns])];
        foreach (JsonElement column in vector.GetProperty("columns").EnumerateArray())
        {
            columns[column[0].GetInt32()][column[1].GetInt32()] = Elements(column[2]);
        }

        using CommittedDataset dataset = Register(vector, blocks, columns);
        JsonElement[] rows = [.. vector.GetProperty("rows").EnumerateArray()];
        Assert.Equal(rows.Length, dataset.Matrix.RowCount);
        for (int j = 0; j < rows.Length; j++) { Assert.Equal(Elements(rows[j]), dataset.Matrix.Row(j).ToArray()); }
        Assert.Equal(vector.GetProperty("root").GetString(), dataset.Record.Root.ToString());
        Assert.Equal(vector.GetProperty("y").GetString(), dataset.Record.OutOfDomainValue.ToString());
        Assert.Equal(vector.GetProperty("dataset_id").GetString(), dataset.Record.Id().ToString());
    }

    [Fact]
    public void Register_AnyDataset_HoldsItsTreeOnly()
    {
        Assert.True(ProfileTable.TryFind(0x020C, out Profile? profile, out _));
        MemoryBudget budget = new("test", 1 << 24);
        using CpuProverBackend backend = new(budget, threads: 1);
        using CommittedDataset dataset = CommittedDataset.Register(
            profile!, [new(5000, 1)], [[new ulong[5000]]], default, new ProverOptions(backend), CancellationToken.None);
        Assert.Equal(backend.TreeBytes(new(2, 12, ElementField.Base), 2).DeviceBytes, budget.UsedBytes);
    }

    [Fact]
    public void Register_CancelledAfterwards_StillOpens()
    {
        Assert.True(ProfileTable.TryFind(0xFF01, out Profile? profile, out _));
        using CancellationTokenSource cancellation = new();
        using CpuProverBackend backend = new(new MemoryBudget("test", 1 << 20), threads: 2);
        using CommittedDataset dataset = CommittedDataset.Register(
            profile!, [new(20, 1)], [[new ulong[20]]], default, new ProverOptions(backend), cancellation.Token);
        cancellation.Cancel();
        Assert.NotEmpty(dataset.Oracle.ReadLeaves([1, 2]));
        Assert.ThrowsAny<OperationCanceledException>(() => CommittedDataset.Register(
            profile!, [new(20, 1)], [[new ulong[20]]], default, new ProverOptions(backend), cancellation.Token));
    }

    [Fact]
    public void Register_ElementThatIsNotCanonical_IsRefusedByName()
    {
        ProfileTable.TryFind(0xFF01, out Profile? profile, out _);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => CommittedDataset.Register(
            profile!, [new(2, 1)], [[new ulong[] { 1, ulong.MaxValue }]], default, Options, CancellationToken.None));
        Assert.Contains("block 0, column 0: entry 1 is 18446744073709551615", exception.Message, StringComparison.Ordinal);
    }

    private static CommittedDataset Register(JsonElement vector, Block[] blocks, ReadOnlyMemory<ulong>[][] columns)
    {
        ProfileTable.TryFind(0xFF01, out Profile? any, out _);
        Profile profile = any! with { LogRowLength = vector.GetProperty("m").GetByte(), LogInverseRate = vector.GetProperty("r0").GetByte() };
        Digest schema = new(Convert.FromHexString(vector.GetProperty("schema").GetString()!));
        return CommittedDataset.Register(profile, blocks, columns, schema, Options, CancellationToken.None);
    }

    private static ulong[] Elements(JsonElement json) => [.. json.EnumerateArray().Select(v => ulong.Parse(v.GetString()!, CultureInfo.InvariantCulture))];
}
