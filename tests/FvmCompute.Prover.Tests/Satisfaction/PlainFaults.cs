using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Tests;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Tests.Satisfaction;

/// <summary>
/// Everything that a witness breaks, by the definitions of proof-system.md §6, §9 and §10.4: cell by cell, messages compared as they are. Only θ is random.
/// </summary>
internal sealed class PlainFaults
{
    private readonly WitnessCase _case;
    private readonly Circuit _circuit;
    private readonly Ext2[] _theta;

    public PlainFaults(WitnessCase witness)
    {
        (_case, _circuit) = (witness, witness.Statement.Circuit);
        _theta = Elements.Exts(new Random(1), _circuit.Challenges);
        for (int t = 0; t < _circuit.Tables.Length; t++)
        {
            for (long row = 0; row < Rows(t); row++) { Visit(t, row); }
        }

        Constraints = [.. Constraints.OrderBy(c => c)];
        Products = [.. _circuit.Products.SelectMany((product, i) => WrongEntries(product).Select(row => (i, row)))];
        Claims = [.. Enumerable.Range(0, _circuit.Claims.Length).Where(IsFalse)];
    }

    public List<(int Table, long Row, int Constraint)> Constraints { get; } = [];

    /// <summary>Per bus and message: numerators added up, and where it occurs, in order.</summary>
    public Dictionary<string, (Ext2 Sum, List<(int Table, long Row, int Interaction)> Places)> Messages { get; } = [];

    public List<(int Product, long Row)> Products { get; }

    public List<int> Claims { get; }

    public bool Any => Constraints.Count > 0 || Messages.Values.Any(m => !m.Sum.IsZero) || Products.Count > 0 || Claims.Count > 0;

    /// <summary>That a fault is one, and the first of its kind; none: that there is none.</summary>
    public void AssertNames(WitnessFault? fault, string name)
    {
        Assert.True(fault is not null == Any, $"{name}: {fault?.ToString() ?? "no fault"}, there is {(Any ? "one" : "none")}");
        switch (fault)
        {
            case ConstraintFault f:
                Assert.Equal((name, Constraints[0]), (name, (f.Table, f.Row, f.Constraint)));
                Assert.Equal(f.Value, Evaluate(f.Table, f.Row)[_circuit.Tables[f.Table].Constraints[f.Constraint].Node].A);
                Assert.All(f.Cells, cell => Assert.Equal(Cell(f.Table, cell.Column, f.Row + (cell.IsNext ? 1 : 0)), cell.Value));
                break;
            case BusFault f:
                Assert.Empty(Constraints);
                (Ext2 sum, List<(int, long, int)> places) = Messages[Key(f.Bus, f.Message)];
                Assert.Equal((name, places[0]), (name, (f.Table, f.Row, f.Interaction)));
                Assert.False(sum.IsZero, name);
                if (_circuit.Challenges == 0) { Assert.Equal(sum, f.Sent - f.Received); }
                break;
            case ProductFault f:
                Assert.True(Constraints.Count == 0 && Messages.Values.All(m => m.Sum.IsZero), name);
                Assert.Equal((name, Products[0], (int)_circuit.Products[f.Product].Y.Table), (name, (f.Product, f.Row), f.Table));
                Assert.Equal(f.Value, Cell(f.Table, _circuit.Products[f.Product].Y.Column, f.Row));
                break;
            case ClaimFault f:
                Assert.True(Constraints.Count == 0 && Messages.Values.All(m => m.Sum.IsZero) && Products.Count == 0, name);
                Assert.Equal((name, Claims[0]), (name, f.Claim));
                break;
        }
    }

    private static string Key(uint bus, IEnumerable<ulong> message) => $"{bus}: {string.Join(' ', message)}";

    private long Rows(int table) => (long)_case.Statement.RowCounts[table];

    private void Visit(int table, long row)
    {
        Ext2[] values = Evaluate(table, row);
        Table own = _circuit.Tables[table];
        for (int i = 0; i < own.Constraints.Length; i++)
        {
            if (IsIn(own.Constraints[i].Domain, table, row) && !values[own.Constraints[i].Node].IsZero) { Constraints.Add((table, row, i)); }
        }

        for (int i = 0; i < own.Interactions.Length; i++)
        {
            Interaction interaction = own.Interactions[i];
            Ext2 numerator = values[interaction.Numerator];
            if (!IsIn(interaction.Domain, table, row) || numerator.IsZero) { continue; }
            string key = Key(interaction.Bus, interaction.Message.Select(node => values[node].A));
            if (!Messages.TryGetValue(key, out (Ext2 Sum, List<(int, long, int)> Places) known)) { known = (Ext2.Zero, []); }
            known.Places.Add((table, row, i));
            Messages[key] = (known.Sum + numerator, known.Places);
        }
    }

    private bool IsIn(RowDomain domain, int table, long row) => domain switch
    {
        RowDomain.Every => true,
        RowDomain.Transition => row < Rows(table) - 1,
        RowDomain.First => row == 0,
        _ => row == Rows(table) - 1,
    };

    private Ext2[] Evaluate(int table, long row)
    {
        Table own = _circuit.Tables[table];
        Ext2[] values = new Ext2[own.Nodes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Node node = own.Nodes[i];
            values[i] = node.Kind switch
            {
                NodeKind.Constant => node.Value,
                NodeKind.Current => Cell(table, (int)node.Value, row),
                NodeKind.Next => Cell(table, (int)node.Value, row + 1),
                NodeKind.RowIndex => (ulong)row,
                NodeKind.Public => _case.Statement.PublicValues[(int)node.Value],
                NodeKind.Challenge => _theta[node.Value],
                NodeKind.Add => values[node.Left] + values[node.Right],
                NodeKind.Subtract => values[node.Left] - values[node.Right],
                _ => values[node.Left] * values[node.Right],
            };
        }

        return values;
    }

    /// <summary>Beyond the rows there is what was given, as far as it is stored (proof-system.md §7), then 0.</summary>
    private ulong Cell(int table, int column, long row)
    {
        Table own = _circuit.Tables[table];
        DatasetColumn? source = column < own.DatasetColumns.Length ? own.DatasetColumns[column] : null;
        ReadOnlyMemory<ulong> cells = source is { } s
            ? _case.Datasets[s.Dataset][s.Block][s.Column]
            : _case.Auxiliary[table][column - own.DatasetColumns.Length];
        long height = 1L << CircuitLimits.LogHeight((ulong)Rows(table)), length = 1L << _case.Statement.Profile.LogRowLength;
        long stored = height >= length ? (Rows(table) + length - 1) / length * length : height;
        return row < Math.Min(cells.Length, stored) ? cells.Span[(int)row] : 0;
    }

    private IEnumerable<long> WrongEntries(MatrixProduct product)
    {
        for (long row = 0; row < 1L << (product.LogRows + product.LogColumns); row++)
        {
            (long i, long j) = (row >> product.LogColumns, row & ((1L << product.LogColumns) - 1));
            ulong sum = 0;
            for (long l = 0; l < 1L << product.LogInner; l++)
            {
                ulong a = Cell(product.A.Table, product.A.Column, (i << product.LogInner) + l);
                sum = Goldilocks.Add(sum, Goldilocks.Multiply(a, Cell(product.B.Table, product.B.Column, (j << product.LogInner) + l)));
            }

            if (sum != Cell(product.Y.Table, product.Y.Column, row)) { yield return row; }
        }
    }

    private bool IsFalse(int number)
    {
        LinearClaim claim = _circuit.Claims[number];
        ulong value = 0;
        for (long row = 0; row < Rows(claim.Column.Table); row++)
        {
            if (claim.Kind == ClaimKind.Sum || row == (long)claim.Row) { value = Goldilocks.Add(value, Cell(claim.Column.Table, claim.Column.Column, row)); }
        }

        return value != _case.Statement.PublicValues[claim.PublicValue];
    }
}
