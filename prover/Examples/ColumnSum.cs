using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Examples;

/// <summary>The sum of a committed column as a public value: no auxiliary columns, no constraints, one linear claim.</summary>
public static class ColumnSum
{
    /// <summary>The tallest table there is: the sum of so many values within ±2^32 is within ±(p−1)/2, so that its sign is certain.</summary>
    public const int MaxRows = 1 << CircuitLimits.LogRows;

    private const long Bound = 1L << 32;

    /// <param name="rows">1..<see cref="MaxRows"/>.</param>
    public static ProofExample Make(int rows)
    {
        Require.Between(rows, 1, MaxRows);
        Random random = new(rows);
        ulong[] values = new ulong[rows];
        for (int i = 0; i < rows; i++) { values[i] = Goldilocks.FromSigned(random.NextInt64(-Bound, Bound)); }
        Table table = new([new(0, 0, 0)], 0, [], [], []);
        Circuit circuit = new([table], 1, 0, [new(ClaimKind.Sum, new(0, 0), 0, 0)], []);
        return new(circuit, [new((ulong)rows, 1)], [[values]], [new((ulong)rows, 0)], [[]]);
    }
}
