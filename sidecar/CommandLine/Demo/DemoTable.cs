using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Circuits;
using FvmCompute.Prover.Files;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>
/// A made-up table of sales and the question what they come to, Σ price · quantity. The products are an auxiliary column that a constraint ties to the table;
/// their sum is the circuit's only public value. The same rows every time.
/// </summary>
internal sealed class DemoTable
{
    private const int MaxPrice = 1_000_000;
    private const int MaxQuantity = 1000;

    private readonly ulong[] _prices;
    private readonly ulong[] _quantities;

    /// <param name="rows">1..2^30: the sum of products below 2^30 stays below the field's order.</param>
    public DemoTable(int rows)
    {
        var random = new Random(2026);
        _prices = [.. Enumerable.Range(0, rows).Select(_ => (ulong)random.Next(1, MaxPrice))];
        _quantities = [.. Enumerable.Range(0, rows).Select(_ => (ulong)random.Next(1, MaxQuantity))];
    }

    public ulong Rows => (ulong)_prices.Length;

    /// <summary>The answer by adding up integers, without anything of the proof system.</summary>
    public ulong SumOfIntegers
    {
        get
        {
            ulong sum = 0;
            for (int i = 0; i < _prices.Length; i++) { sum = checked(sum + (_prices[i] * _quantities[i])); }
            return sum;
        }
    }

    /// <summary>Columns: price and quantity of the dataset, then the auxiliary product.</summary>
    public static Circuit Circuit
    {
        get
        {
            var table = new TableBuilder([new DatasetColumn(0, 0, 0), new DatasetColumn(0, 0, 1)], auxiliaryColumns: 1);
            table.Constrain(RowDomain.Every, table.Current(2) - (table.Current(0) * table.Current(1)));
            return new Circuit([table.Build()], PublicValues: 1, Challenges: 0, [new LinearClaim(ClaimKind.Sum, new TableColumn(0, 2), 0, 0)], []);
        }
    }

    public void WriteDataset(string path, Profile profile)
    {
        using FileStream file = File.Create(path);
        DatasetFile.Write(file, profile, schema: default, [new Block(Rows, 2)], [[_prices, _quantities]]);
    }

    /// <summary>The witness file: the products; the sum is left to be derived.</summary>
    public byte[] Witness()
    {
        ulong[] products = [.. _prices.Zip(_quantities, Goldilocks.Multiply)];
        using var file = new MemoryStream();
        WitnessFile.Write(file, [new Block(Rows, 1)], [null], [[products]]);
        return file.ToArray();
    }
}
