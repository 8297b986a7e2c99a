using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Circuits;

/// <summary>Writes a table of a circuit as expressions. Equal nodes are one node, so that equal calls give equal circuits.</summary>
/// <param name="datasetColumns">The first columns of the table.</param>
/// <param name="auxiliaryColumns">How many columns follow.</param>
public sealed class TableBuilder(ImmutableArray<DatasetColumn> datasetColumns, ushort auxiliaryColumns)
{
    private readonly Dictionary<Node, uint> _numbers = [];
    private readonly List<Node> _nodes = [];
    private readonly List<Constraint> _constraints = [];
    private readonly List<Interaction> _interactions = [];

    /// <summary>The row number.</summary>
    public Expression RowIndex => Number(Node.RowIndex);

    /// <summary>An integer constant.</summary>
    /// <param name="value">Magnitude at most <see cref="Goldilocks.MaxSigned"/>.</param>
    public Expression Constant(long value) => Number(Node.Constant(Goldilocks.FromSigned(value)));

    /// <summary>A column at this row.</summary>
    public Expression Current(ushort column) => Number(Node.Current(column));

    /// <summary>A column at the next row.</summary>
    public Expression Next(ushort column) => Number(Node.Next(column));

    /// <summary>A public value of the statement.</summary>
    public Expression Public(ushort index) => Number(Node.Public(index));

    /// <summary>A θ challenge; for numerators only.</summary>
    public Expression Challenge(byte index) => Number(Node.Challenge(index));

    /// <summary>The expression is 0 on the domain's rows.</summary>
    public void Constrain(RowDomain domain, Expression zero) => _constraints.Add(new(domain, Own(zero)));

    /// <summary>The domain's rows send (or, negative, receive) a message.</summary>
    public void Interact(RowDomain domain, uint bus, Expression numerator, params ReadOnlySpan<Expression> message)
    {
        ImmutableArray<uint>.Builder nodes = ImmutableArray.CreateBuilder<uint>(message.Length);
        foreach (Expression expression in message) { nodes.Add(Own(expression)); }
        _interactions.Add(new(domain, bus, Own(numerator), nodes.MoveToImmutable()));
    }

    /// <summary>The table so far. Whether it keeps the limits is checked where the circuit is used.</summary>
    public Table Build() => new(datasetColumns, auxiliaryColumns, [.. _nodes], [.. _constraints], [.. _interactions]);

    internal Expression Number(Node node)
    {
        if (_numbers.TryGetValue(node, out uint number)) { return new(this, number); }
        number = (uint)_nodes.Count;
        _nodes.Add(node);
        _numbers.Add(node, number);
        return new(this, number);
    }

    /// <exception cref="ArgumentException">The expression is another table's.</exception>
    internal uint Own(Expression expression) =>
        expression.Table == this ? expression.Node : throw new ArgumentException("the expression belongs to another table", nameof(expression));
}

/// <summary>A node of a table under construction.</summary>
public readonly struct Expression
{
    internal Expression(TableBuilder table, uint node) => (Table, Node) = (table, node);

    internal TableBuilder Table { get; }

    internal uint Node { get; }

    /// <summary>Sum.</summary>
    public static Expression operator +(Expression x, Expression y) => x.Table.Number(Verifier.Circuits.Node.Add(x.Node, x.Table.Own(y)));

    /// <summary>Difference.</summary>
    public static Expression operator -(Expression x, Expression y) => x.Table.Number(Verifier.Circuits.Node.Subtract(x.Node, x.Table.Own(y)));

    /// <summary>Product.</summary>
    public static Expression operator *(Expression x, Expression y) => x.Table.Number(Verifier.Circuits.Node.Multiply(x.Node, x.Table.Own(y)));

    /// <summary>Sum with an integer.</summary>
    public static Expression operator +(Expression x, long y) => x + x.Table.Constant(y);

    /// <summary>Difference with an integer.</summary>
    public static Expression operator -(Expression x, long y) => x - x.Table.Constant(y);

    /// <summary>Difference from an integer.</summary>
    public static Expression operator -(long x, Expression y) => y.Table.Constant(x) - y;

    /// <summary>Product with an integer.</summary>
    public static Expression operator *(Expression x, long y) => x * x.Table.Constant(y);

    /// <summary>Negation.</summary>
    public static Expression operator -(Expression x) => 0 - x;
}
