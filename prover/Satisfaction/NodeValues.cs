using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>All nodes of a table on one row, by the definition of each: slow, for the rows that a report is about.</summary>
internal sealed class NodeValues
{
    private readonly Instance _instance;
    private readonly WitnessColumns _columns;
    private readonly Table _table;
    private readonly ulong[] _values;
    private readonly int _number;
    private readonly long _row;

    public NodeValues(Instance instance, WitnessColumns columns, int table, long row)
    {
        (_instance, _columns, _number, _row) = (instance, columns, table, row);
        _table = instance.Circuit.Tables[table];
        _values = new ulong[_table.Nodes.Length];
        for (int i = 0; i < _values.Length; i++) { _values[i] = Evaluate(_table.Nodes[i]); }
    }

    /// <summary>Of a node that no challenge reaches.</summary>
    public ulong this[uint node] => _values[node];

    /// <summary>The cells that a node reads, in the order of columns.</summary>
    public ImmutableArray<ReadCell> CellsOf(uint node)
    {
        bool[] reached = new bool[node + 1];
        reached[node] = true;
        SortedSet<(int Column, bool IsNext)> cells = [];
        for (long i = node; i >= 0; i--)
        {
            if (!reached[i]) { continue; }
            Node own = _table.Nodes[(int)i];
            if (own.Kind is NodeKind.Current or NodeKind.Next) { cells.Add(((int)own.Value, own.Kind == NodeKind.Next)); }
            if (own.Kind < NodeKind.Add) { continue; }
            (reached[own.Left], reached[own.Right]) = (true, true);
        }

        return [.. cells.Select(cell => new ReadCell(cell.Column, cell.IsNext, Cell(cell.Column, cell.IsNext)))];
    }

    private ulong Evaluate(Node node) => node.Kind switch
    {
        NodeKind.Constant => node.Value,
        NodeKind.Current => Cell((int)node.Value, isNext: false),
        NodeKind.Next => Cell((int)node.Value, isNext: true),
        NodeKind.RowIndex => (ulong)_row,
        NodeKind.Public => _instance.Statement.PublicValues[(int)node.Value],
        NodeKind.Add => Goldilocks.Add(_values[node.Left], _values[node.Right]),
        NodeKind.Subtract => Goldilocks.Subtract(_values[node.Left], _values[node.Right]),
        NodeKind.Multiply => Goldilocks.Multiply(_values[node.Left], _values[node.Right]),
        _ => 0,
    };

    /// <summary>The last row of a padded column has 0 after it.</summary>
    private ulong Cell(int column, bool isNext)
    {
        long row = isNext ? _row + 1 : _row;
        return row < 1L << _instance.LogHeights[_number] ? _columns.Cell(_number, column, row) : 0;
    }
}
