using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Circuits;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Tests.Proving;

/// <summary>
/// The sum of a product of columns, one from each dataset, over the selected rows; and a shuffled copy of the first column. Datasets have a second
/// block of another height that nothing refers to.
/// </summary>
internal sealed class SelectedSum
{
    private const uint CopyBus = 7;

    private readonly Profile _profile;
    private readonly ulong[][] _columns;
    private readonly ulong[] _selected;
    private readonly ulong[] _sums;
    private readonly ulong[] _copy;
    private readonly ulong _unreferenced;

    /// <param name="datasets">1..3, for the degree.</param>
    /// <param name="selectEvery">Every how manieth row is selected; 0 for none.</param>
    public SelectedSum(Profile profile, int datasets, int rows, int selectEvery)
    {
        Random random = new((1000 * datasets) + rows);
        (_profile, _unreferenced) = (profile, (ulong)random.Next(3 << profile.LogRowLength));
        _columns = [.. Enumerable.Range(0, datasets).Select(_ => Enumerable.Range(0, rows).Select(_ => (ulong)random.NextInt64()).ToArray())];
        _selected = [.. Enumerable.Range(0, rows).Select(i => selectEvery > 0 && i % selectEvery == 0 ? 1UL : 0)];
        _copy = [.. _columns[0]];
        random.Shuffle(_copy);
        _sums = new ulong[rows];
        for (int i = 0; i < rows; i++) { _sums[i] = Goldilocks.Add(i == 0 ? 0 : _sums[i - 1], Goldilocks.Multiply(_selected[i], Product(i))); }
    }

    public ReadOnlyMemory<ulong>[][] Auxiliary => [[_selected, _sums, _copy]];

    public CommittedDataset[] Register(ProverOptions options) => [.. _columns.Select(column => Register(column, options))];

    public Statement State(IEnumerable<CommittedDataset> datasets)
    {
        ulong total = _copy.Aggregate(0UL, Goldilocks.Add), last = _sums.LastOrDefault();
        ImmutableArray<LinearClaim> claims = [new(ClaimKind.Sum, Column(2), 0, 1)];
        if (_sums.Length > 0) { claims = [.. claims, new(ClaimKind.Cell, Column(1), (ulong)_sums.Length - 1, 0)]; }
        Circuit circuit = new([Table()], 2, 0, claims, []);
        return new(Digest.Of("selected sum"u8), _profile, circuit, [.. datasets.Select(d => d.Record)], [(ulong)_sums.Length], [last, total]);
    }

    private TableColumn Column(int auxiliary) => new(0, (ushort)(_columns.Length + auxiliary));

    private ulong Product(int row) => _columns.Select(c => Goldilocks.Canonical(c[row])).Aggregate(1UL, Goldilocks.Multiply);

    private CommittedDataset Register(ulong[] column, ProverOptions options)
    {
        Block[] blocks = [new(_unreferenced, 1), new((ulong)column.Length, 1)];
        return CommittedDataset.Register(_profile, blocks, [[new ulong[_unreferenced]], [column]], default, options, CancellationToken.None);
    }

    private Table Table()
    {
        TableBuilder table = new([.. _columns.Select((_, d) => new DatasetColumn((ushort)d, 1, 0))], 3);
        Expression selected = table.Current(Column(0).Column), sum = table.Current(Column(1).Column), copy = table.Current(Column(2).Column);
        Expression here = selected, next = table.Next(Column(0).Column);
        for (ushort d = 0; d < _columns.Length; d++) { (here, next) = (here * table.Current(d), next * table.Next(d)); }
        table.Constrain(RowDomain.Every, selected * (selected - 1));
        table.Constrain(RowDomain.First, sum - here);
        table.Constrain(RowDomain.Transition, table.Next(Column(1).Column) - sum - next);
        table.Constrain(RowDomain.Last, sum - table.Public(0));
        table.Interact(RowDomain.Every, CopyBus, table.Constant(1), table.Current(0));
        table.Interact(RowDomain.Every, CopyBus, table.Constant(-1), copy);
        return table.Build();
    }
}
