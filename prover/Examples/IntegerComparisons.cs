using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Circuits;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Examples;

/// <summary>
/// x &lt; y as a boolean on every row of a table, and how often it is true: four auxiliary columns and four range lookups per row (relational.md §1.3).
/// Sound for columns within ±(2^62 − 2^31), which a dataset's certificate has to show.
/// </summary>
public static class IntegerComparisons
{
    /// <summary>Six columns of them are made in memory: 3 GiB.</summary>
    public const int MaxRows = 1 << 26;

    private const int LimbBits = 16;
    private const int Limbs = 4;

    /// <summary>
    /// One bit less than the others: a difference below 2^63 cannot wrap around p, while four limbs of 16 bits could stand for any element of the field.
    /// </summary>
    private const int TopBits = 15;

    private const long Bound = (1L << 62) - (1L << 31);
    private const uint LimbBus = 1;
    private const uint TopBus = 2;

    /// <param name="rows">1..<see cref="MaxRows"/>.</param>
    public static ProofExample Make(int rows)
    {
        Require.Between(rows, 1, MaxRows);
        Witness witness = new(rows);
        Random random = new(rows);
        for (int i = 0; i < rows; i++) { witness.FillRow(i, random.NextInt64(-Bound, Bound + 1), random.NextInt64(-Bound, Bound + 1)); }
        Circuit circuit = new(
            [Comparisons(), Range(LimbBus, LimbBits), Range(TopBus, TopBits)], 1, 0, [new(ClaimKind.Sum, new(0, 2), 0, 0)], []);
        return new(
            circuit,
            [new((ulong)rows, 2)],
            [[witness.X, witness.Y]],
            [new((ulong)rows, Limbs), new(1 << LimbBits, 1), new(1 << TopBits, 1)],
            [[witness.Less, witness.Limbs[1], witness.Limbs[2], witness.Limbs[3]], [witness.LimbUses], [witness.TopUses]]);
    }

    /// <summary>Columns x, y, less, and the limbs of the difference but the lowest, which is what the others leave.</summary>
    private static Table Comparisons()
    {
        TableBuilder table = new([new(0, 0, 0), new(0, 0, 1)], Limbs);
        Expression x = table.Current(0), y = table.Current(1), less = table.Current(2);
        table.Constrain(RowDomain.Every, less * (less - 1));
        Expression lowest = (less * (y - x - 1)) + ((1 - less) * (x - y));
        for (ushort limb = 1; limb < Limbs; limb++) { lowest -= table.Current((ushort)(2 + limb)) * (1L << (LimbBits * limb)); }
        table.Interact(RowDomain.Every, LimbBus, table.Constant(1), lowest);
        for (ushort limb = 1; limb < Limbs; limb++)
        {
            table.Interact(RowDomain.Every, limb == Limbs - 1 ? TopBus : LimbBus, table.Constant(1), table.Current((ushort)(2 + limb)));
        }

        return table.Build();
    }

    /// <summary>All numbers of so many bits. The height is pinned: it is not part of a circuit, and a taller table would let larger limbs through.</summary>
    private static Table Range(uint bus, int bits)
    {
        TableBuilder table = new([], 1);
        table.Constrain(RowDomain.Last, table.RowIndex - ((1 << bits) - 1));
        table.Interact(RowDomain.Every, bus, -table.Current(0), table.RowIndex);
        return table.Build();
    }

    private sealed class Witness(int rows)
    {
        public ulong[] X { get; } = new ulong[rows];

        public ulong[] Y { get; } = new ulong[rows];

        public ulong[] Less { get; } = new ulong[rows];

        /// <summary>The lowest one has no column.</summary>
        public ulong[][] Limbs { get; } = [[], new ulong[rows], new ulong[rows], new ulong[rows]];

        public ulong[] LimbUses { get; } = new ulong[1 << LimbBits];

        public ulong[] TopUses { get; } = new ulong[1 << TopBits];

        public void FillRow(int row, long x, long y)
        {
            (X[row], Y[row], Less[row]) = (Goldilocks.FromSigned(x), Goldilocks.FromSigned(y), x < y ? 1UL : 0);
            ulong difference = (ulong)(x < y ? y - x - 1 : x - y);
            for (int limb = 0; limb < IntegerComparisons.Limbs; limb++)
            {
                ulong value = (difference >> (LimbBits * limb)) & ((1 << LimbBits) - 1);
                (limb == IntegerComparisons.Limbs - 1 ? TopUses : LimbUses)[value]++;
                if (limb > 0) { Limbs[limb][row] = value; }
            }
        }
    }
}
