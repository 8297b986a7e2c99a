using System.Numerics;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Circuits;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Proving;
using FvmCompute.V1;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;
using Google.Protobuf;
using CircuitNode = FvmCompute.Verifier.Circuits.Node;

namespace FvmCompute.Sidecar.Tests.Circuits;

/// <summary>
/// A committed table of prices and quantities, and the question what they come to: an auxiliary column of products, which a constraint ties to the table,
/// and its sum as public value 0. Public value 1 is the first price. Sums are computed here with integers, not with the field.
/// </summary>
internal sealed class SampleSales
{
    private readonly ulong[] _prices;
    private readonly ulong[] _quantities;
    private readonly ulong[] _totals;

    public SampleSales(int rows, int seed = 1, string profile = "chain-4-m12")
    {
        var random = new Random(seed);
        Profile = ProfileTable.Secure.Single(known => known.Name == profile);
        _prices = [.. Enumerable.Range(0, rows).Select(_ => (ulong)random.Next(1, 100_000))];
        _quantities = [.. Enumerable.Range(0, rows).Select(_ => (ulong)random.Next(1, 1000))];
        _totals = [.. _prices.Zip(_quantities, (price, quantity) => price * quantity)];
        Sum = _totals.Aggregate(BigInteger.Zero, (sum, total) => sum + total);
        using var backend = new CpuProverBackend(new MemoryBudget("test", long.MaxValue), 2);
        using CommittedDataset dataset = CommittedDataset.Register(Profile, Blocks, Columns, default, new ProverOptions(backend), default);
        Id = dataset.Record.Id();
    }

    public Profile Profile { get; }

    public BigInteger Sum { get; }

    public ulong FirstPrice => _prices[0];

    public Digest Id { get; }

    /// <summary>Column 0 is the price, 1 the quantity, 2 (auxiliary) their product.</summary>
    public Circuit Circuit
    {
        get
        {
            var table = new TableBuilder([new DatasetColumn(0, 0, 0), new DatasetColumn(0, 0, 1)], auxiliaryColumns: 1);
            table.Constrain(RowDomain.Every, table.Current(2) - (table.Current(0) * table.Current(1)));
            LinearClaim sum = new(ClaimKind.Sum, new TableColumn(0, 2), 0, 0), first = new(ClaimKind.Cell, new TableColumn(0, 0), 0, 1);
            return new Circuit([table.Build()], 2, 0, [sum, first], []);
        }
    }

    /// <summary>The auxiliary column.</summary>
    public ReadOnlyMemory<ulong> Totals => _totals;

    /// <summary>The true statement, without a context.</summary>
    public Statement State(Verifier.Statements.Dataset dataset) =>
        new(default, Profile, Circuit, [dataset], [(ulong)_prices.Length], [(ulong)Sum, FirstPrice]);

    /// <summary>The same question with constraints that say nothing, up to so many bytes.</summary>
    public Circuit LongCircuit(int bytes)
    {
        Circuit brief = Circuit;
        Table table = brief.Tables[0];
        int nodes = (bytes - brief.Encode().Length) / 9;
        CircuitNode[] more = [.. Enumerable.Range(table.Nodes.Length, nodes).Select(i => CircuitNode.Add((uint)i - 1, (uint)i - 1))];
        return brief with { Tables = [table with { Nodes = [.. table.Nodes, .. more] }] };
    }

    /// <summary>The true statement and its proof, core and parts in one.</summary>
    public (byte[] Statement, byte[] Proof) Prove(int maxPartBytes = int.MaxValue)
    {
        using var backend = new CpuProverBackend(new MemoryBudget("test", long.MaxValue), 2);
        ProverOptions options = ProverOptions.ForChain(backend) with { MaxPartBytes = maxPartBytes };
        using CommittedDataset dataset = CommittedDataset.Register(Profile, Blocks, Columns, default, options, default);
        Statement statement = State(dataset.Record);
        return (statement.Encode(), CircuitProver.Prove(statement, [dataset], [[_totals]], options, default).Encode());
    }

    private Block[] Blocks => [new((ulong)_prices.Length, 2)];

    private ReadOnlyMemory<ulong>[][] Columns => [[_prices, _quantities]];

    public void WriteDataset(string path)
    {
        using FileStream file = File.Create(path);
        DatasetFile.Write(file, Profile, default, Blocks, Columns);
    }

    /// <summary>Writes circuit and witness as files.</summary>
    public (string Circuit, string Witness) WriteFiles(string folder)
    {
        (string circuit, string witness) = (Path.Combine(folder, "circuit.bin"), Path.Combine(folder, "witness.fvmw"));
        File.WriteAllBytes(circuit, Circuit.Encode());
        File.WriteAllBytes(witness, Witness());
        return (circuit, witness);
    }

    /// <param name="wrongRow">A row whose product is one too large; −1: none.</param>
    /// <param name="publicValues">Given ones; null: to be derived.</param>
    public byte[] Witness(int wrongRow = -1, ulong?[]? publicValues = null)
    {
        ulong[] totals = [.. _totals];
        if (wrongRow >= 0) { totals[wrongRow]++; }
        using var file = new MemoryStream();
        WitnessFile.Write(file, [new Block((ulong)totals.Length, 1)], publicValues ?? [null, null], [[totals]]);
        return file.ToArray();
    }

    /// <summary>Both public values are results.</summary>
    public CircuitSpec Spec() => new()
    {
        Circuit = ByteString.CopyFrom(Circuit.Encode()),
        DatasetIds = { ByteString.CopyFrom(Id.Bytes) },
        PublicValues = { new PublicValue(), new PublicValue() },
        Rows = { new RowRange { Least = (ulong)_prices.Length, Most = (ulong)_prices.Length } },
        Profile = Profile.Name,
        Witness = ByteString.CopyFrom(Witness()),
    };

    public SubmitJobRequest Request(string price = "1000", string requestId = "", Action<CircuitSpec>? change = null)
    {
        CircuitSpec spec = Spec();
        change?.Invoke(spec);
        return new SubmitJobRequest { RequestId = requestId, Spec = new JobSpec { MaxPrice = price, Circuit = spec } };
    }
}
