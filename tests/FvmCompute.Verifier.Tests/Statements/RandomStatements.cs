using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Verifier.Tests.Statements;

/// <summary>Draws statements whose every size and reference is near a limit of proof-system.md §6, about half of them within all limits.</summary>
internal sealed class RandomStatements(Random random)
{
    /// <summary>One in so many choices is beyond its limit.</summary>
    private const int Rare = 60;

    private static readonly Profile[] Profiles = [.. ProfileTable.Test, .. ProfileTable.Secure];
    private static readonly ulong[] TooManyRows = [(1UL << 30) + 1, 1UL << 31, 1UL << 63, ulong.MaxValue];

    private Profile _profile = ProfileTable.Test[0];
    private int _publicValues;
    private int _challenges;

    public Statement Next()
    {
        (_profile, _publicValues, _challenges) = (Pick(Profiles), random.Next(3), Beyond() ? 5 : random.Next(5));
        ImmutableArray<Dataset> datasets = Many(Beyond() ? 65 : random.Next(4), DrawDataset);
        ulong[] rows = [.. Many(Beyond() ? 65 * random.Next(2) : 1 + random.Next(4), DrawRows)];
        MatrixProduct[] products = random.Next(4) == 0 ? [DrawProduct(ref rows)] : [];
        ImmutableArray<Table> tables = [.. rows.Select(r => DrawTable(r, datasets))];
        ImmutableArray<LinearClaim> claims = tables.IsEmpty ? [] : Many(random.Next(4), () => DrawClaim(tables, rows));
        Circuit circuit = new(tables, (ushort)_publicValues, (byte)_challenges, claims, [.. products]);
        if (Beyond()) { rows = [1, .. rows]; }
        return new(default, _profile, circuit, datasets, [.. rows], Many(Beyond() ? _publicValues + 1 : _publicValues, () => (ulong)random.Next()));
    }

    private bool Beyond() => random.Next(Rare) == 0;

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private static ImmutableArray<T> Many<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    private int Below(int count) => Beyond() ? count : random.Next(Math.Max(count, 1));

    /// <summary>Around powers of two and a few matrix rows.</summary>
    private ulong DrawRows()
    {
        if (Beyond()) { return Pick(TooManyRows); }
        ulong border = 1UL << random.Next(random.Next(8) == 0 ? 31 : _profile.LogRowLength + 4);
        return random.Next(4) switch { 0 => border - 1, 1 when border < 1UL << 30 => border + 1, 2 => (ulong)random.Next(5), _ => border };
    }

    private Dataset DrawDataset()
    {
        byte m = (byte)(_profile.LogRowLength + (Beyond() ? 1 : 0)), r0 = (byte)(_profile.LogInverseRate - (Beyond() ? 1 : 0));
        int blocks = Beyond() ? 64 + random.Next(2) : random.Next(4);
        return new(default, m, r0, Many(blocks, () => new Block(DrawRows(), DrawColumns())), default, Ext2.Zero);
    }

    private ushort DrawColumns() => (ushort)(Beyond() ? 1024 + random.Next(2) : random.Next(4));

    private MatrixProduct DrawProduct(ref ulong[] rows)
    {
        (byte a, byte k, byte b) = (Exponent(), Exponent(), Exponent());
        int first = rows.Length;
        rows = [.. rows, Power(a + k), Power(k + b), Power(a + b)];
        return new(Column(first), Column(first + 1), Column(first + 2), a, k, b);

        byte Exponent() => (byte)(Beyond() ? 15 + random.Next(241) : random.Next(5));
        ulong Power(int log) => Beyond() ? 3 : 1UL << Math.Min(log, 63);
        TableColumn Column(int table) => new((ushort)table, 0);
    }

    private Table DrawTable(ulong rows, ImmutableArray<Dataset> datasets)
    {
        IEnumerable<(int D, int B, ulong Rows)> blocks = datasets.SelectMany((d, i) => d.Blocks.Select((block, b) => (i, b, block.Rows)));
        (int D, int B, ulong)[] fitting = [.. blocks.Where(x => x.Rows == rows || Beyond())];
        ImmutableArray<DatasetColumn> columns = fitting.Length == 0 ? [] : Many(random.Next(3), () => DrawReference(datasets, Pick(fitting)));
        int auxiliary = 1 + DrawColumns();
        ImmutableArray<Node> nodes = DrawNodes(columns.Length + auxiliary);
        ImmutableArray<Constraint> constraints = Many(random.Next(4), () => DrawConstraint(nodes.Length));
        return new(columns, (ushort)auxiliary, nodes, constraints, Many(random.Next(4), () => DrawInteraction(nodes.Length)));
    }

    private DatasetColumn DrawReference(ImmutableArray<Dataset> datasets, (int D, int B, ulong) block) =>
        new((ushort)block.D, (ushort)block.B, (ushort)Below(datasets[block.D].Blocks[block.B].Columns));

    private ImmutableArray<Node> DrawNodes(int columns)
    {
        List<Node> nodes = [];
        for (int i = 2 + random.Next(9); i > 0; i--) { nodes.Add(DrawNode(nodes.Count, columns)); }
        return [.. nodes];
    }

    private Node DrawNode(int earlier, int columns)
    {
        (uint left, uint right) = ((uint)Below(earlier), (uint)Below(earlier));
        return random.Next(earlier == 0 ? 4 : 10) switch
        {
            0 => Node.Constant((ulong)random.Next()),
            1 => Node.Current((ushort)Below(columns)),
            2 => Node.Next((ushort)Below(columns)),
            3 => Node.RowIndex,
            4 when _publicValues > 0 => Node.Public((ushort)Below(_publicValues)),
            5 when _challenges > 0 => Node.Challenge((byte)Below(_challenges)),
            6 => Node.Add(left, right),
            7 => Node.Subtract(left, right),
            _ => Node.Multiply(left, right),
        };
    }

    private Constraint DrawConstraint(int nodes) => new((RowDomain)Below(4), (uint)Below(nodes));

    private Interaction DrawInteraction(int nodes)
    {
        uint bus = (uint)random.Next(3);
        int width = Beyond() ? 65 * random.Next(2) : 1 + (int)bus + (Beyond() ? 1 : 0);
        return new((RowDomain)Below(4), bus, (uint)Below(nodes), Many(width, () => (uint)Below(nodes)));
    }

    private LinearClaim DrawClaim(ImmutableArray<Table> tables, ulong[] rows)
    {
        int table = random.Next(tables.Length);
        bool isSum = random.Next(2) == 0 || rows[table] == 0;
        ulong row = Beyond() ? rows[table] : isSum ? 0 : (ulong)random.NextInt64((long)Math.Min(rows[table], long.MaxValue));
        TableColumn column = new((ushort)(Beyond() ? tables.Length : table), (ushort)Below(tables[table].ColumnCount));
        return new((ClaimKind)(Beyond() ? 2 : isSum ? 1 : 0), column, row, (ushort)Below(_publicValues));
    }
}
