using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Circuits;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Bench.Proofs;

/// <summary>x &lt; y as a boolean on every row of a table: four auxiliary columns and four range lookups per row (relational.md §3).</summary>
internal sealed class IntegerComparisons
{
    private const int LimbBits = 16;
    private const int Limbs = 4;
    private const uint RangeBus = 1;

    private readonly ulong[] _x;
    private readonly ulong[] _y;
    private readonly ulong[] _less;
    private readonly ulong[][] _limbs;
    private readonly ulong[] _multiplicities = new ulong[1 << LimbBits];

    public IntegerComparisons(int rows)
    {
        (_x, _y, _less) = (new ulong[rows], new ulong[rows], new ulong[rows]);
        _limbs = [.. Enumerable.Range(0, Limbs).Select(_ => new ulong[rows])];
        Random random = new(rows);
        for (int i = 0; i < rows; i++) { FillRow(i, random.NextInt64(1L << 62), random.NextInt64(1L << 62)); }
    }

    /// <summary>The lowest limb is what the others leave: it has no column.</summary>
    public ReadOnlyMemory<ulong>[][] Auxiliary => [[_less, _limbs[1], _limbs[2], _limbs[3]], [_multiplicities]];

    public CommittedDataset Register(Profile profile, ProverOptions options) =>
        CommittedDataset.Register(profile, [new Block((ulong)_x.Length, 2)], [[_x, _y]], default, options, CancellationToken.None);

    public Statement State(Profile profile, CommittedDataset dataset) =>
        new(default, profile, new([Comparisons(), Range()], 0, 0, [], []), [dataset.Record], [(ulong)_x.Length, 1UL << LimbBits], []);

    private static Table Comparisons()
    {
        TableBuilder table = new([new(0, 0, 0), new(0, 0, 1)], 4);
        Expression x = table.Current(0), y = table.Current(1), less = table.Current(2);
        table.Constrain(RowDomain.Every, less * (less - 1));
        Expression lowest = (less * (y - x - 1)) + ((1 - less) * (x - y));
        for (ushort limb = 1; limb < Limbs; limb++) { lowest -= table.Current((ushort)(2 + limb)) * (1L << (LimbBits * limb)); }
        table.Interact(RowDomain.Every, RangeBus, table.Constant(1), lowest);
        for (ushort limb = 1; limb < Limbs; limb++) { table.Interact(RowDomain.Every, RangeBus, table.Constant(1), table.Current((ushort)(2 + limb))); }
        return table.Build();
    }

    private static Table Range()
    {
        TableBuilder table = new([], 1);
        table.Constrain(RowDomain.Last, table.RowIndex - ((1 << LimbBits) - 1));
        table.Interact(RowDomain.Every, RangeBus, -table.Current(0), table.RowIndex);
        return table.Build();
    }

    private void FillRow(int row, long x, long y)
    {
        (_x[row], _y[row], _less[row]) = (Goldilocks.FromSigned(x), Goldilocks.FromSigned(y), x < y ? 1UL : 0);
        ulong difference = (ulong)(x < y ? y - x - 1 : x - y);
        for (int limb = 0; limb < Limbs; limb++)
        {
            _limbs[limb][row] = (difference >> (LimbBits * limb)) & ((1 << LimbBits) - 1);
            _multiplicities[_limbs[limb][row]]++;
        }
    }
}
