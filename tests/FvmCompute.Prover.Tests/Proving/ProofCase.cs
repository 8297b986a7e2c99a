using System.Globalization;
using System.Text.Json;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Tests.Proving;

/// <summary>A statement with its witness and the proof that the reference made of them.</summary>
internal sealed class ProofCase
{
    private ProofCase(JsonElement json)
    {
        StatementBytes = Convert.FromHexString(json.GetProperty("statement").GetString()!);
        Assert.Null(StatementDecoding.TryDecode(StatementBytes, out Statement? statement));
        Statement = statement!;
        Proof = Convert.FromHexString(json.GetProperty("proof").GetString()!);
        Auxiliary = ReadAuxiliary(json.GetProperty("aux_columns"));
        Datasets = [.. json.GetProperty("dataset_rows").EnumerateArray().Select((rows, d) => ReadDataset(Statement.Datasets[d], rows))];
    }

    public byte[] StatementBytes { get; }

    public Statement Statement { get; }

    public byte[] Proof { get; }

    public IReadOnlyList<ReadOnlyMemory<ulong>[]> Auxiliary { get; }

    /// <summary>The columns of each block of each dataset.</summary>
    public IReadOnlyList<ReadOnlyMemory<ulong>[][]> Datasets { get; }

    public static ProofCase Read(JsonElement json) => new(json);

    /// <summary>Registers the case's datasets anew.</summary>
    public CommittedDataset[] Register(ProverOptions options) =>
    [
        .. Statement.Datasets.Select((d, i) => CommittedDataset.Register(Statement.Profile, d.Blocks, Datasets[i], d.Schema, options, CancellationToken.None)),
    ];

    /// <summary>Proves as the reference does.</summary>
    public CircuitProof Prove(ProverOptions options) => CircuitProver.Prove(Statement, Register(options), Auxiliary, options, CancellationToken.None);

    private ReadOnlyMemory<ulong>[][] ReadAuxiliary(JsonElement json)
    {
        ReadOnlyMemory<ulong>[][] columns = [.. Statement.Circuit.Tables.Select(t => new ReadOnlyMemory<ulong>[t.AuxiliaryColumns])];
        foreach (JsonElement column in json.EnumerateArray())
        {
            columns[column[0].GetInt32()][column[1].GetInt32()] = Elements(column[2]);
        }

        return columns;
    }

    /// <summary>Takes the columns out of the stacked rows again.</summary>
    private static ReadOnlyMemory<ulong>[][] ReadDataset(Dataset dataset, JsonElement json)
    {
        ulong[][] rows = [.. json.EnumerateArray().Select(Elements)];
        Assert.Null(Layout.TryCreate(dataset.Blocks.AsSpan(), dataset.LogRowLength, "dataset", out Layout? layout));
        return [.. dataset.Blocks.Select((block, b) => ReadBlock(b, block))];

        ReadOnlyMemory<ulong>[] ReadBlock(int b, Block block) =>
            [.. Enumerable.Range(0, block.Columns).Select(c => ReadColumn(rows, layout!.Place(b, c), block))];
    }

    private static ReadOnlyMemory<ulong> ReadColumn(ulong[][] rows, ColumnPlace place, Block block)
    {
        IEnumerable<ulong> cells = place.IsTall
            ? rows.Skip(place.Row).Take(place.Chunks).SelectMany(r => r)
            : rows[place.Row].Skip(place.Slot << block.LogHeight);
        return cells.Take((int)block.Rows).ToArray();
    }

    private static ulong[] Elements(JsonElement json) => [.. json.EnumerateArray().Select(v => ulong.Parse(v.GetString()!, CultureInfo.InvariantCulture))];
}
