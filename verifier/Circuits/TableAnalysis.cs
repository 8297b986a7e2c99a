using System.Collections.Immutable;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Circuits;

/// <summary>Checks one table of a circuit as proof-system.md §6 asks: degrees, operand order, index ranges, where challenges may appear.</summary>
internal sealed class TableAnalysis(Circuit circuit, int number)
{
    private readonly Table _table = circuit.Tables[number];
    private readonly SortedSet<ushort> _current = [];
    private readonly SortedSet<ushort> _next = [];
    private byte[] _degrees = [];
    private byte[] _challengeDegrees = [];

    /// <summary>Coefficients this table needs per zerocheck round.</summary>
    public int Degree { get; private set; } = 1;

    public TableShape Shape() => new([.. _current], [.. _next]);

    /// <summary>§6: at most 1024 columns and 65536 nodes.</summary>
    public Rejection? Run()
    {
        if (_table.ColumnCount > CircuitLimits.Columns) { return Refuse("columns", 0, $"at most {CircuitLimits.Columns}", _table.ColumnCount); }
        if (_table.Nodes.Length > CircuitLimits.Nodes) { return Refuse("nodes", 0, $"at most {CircuitLimits.Nodes}", _table.Nodes.Length); }
        (_degrees, _challengeDegrees) = (new byte[_table.Nodes.Length], new byte[_table.Nodes.Length]);
        for (int i = 0; i < _table.Nodes.Length; i++)
        {
            if (CheckNode(i) is { } fault) { return fault; }
        }

        return CheckConstraints() ?? CheckInteractions();
    }

    /// <summary>§6: indices in range; CUR, NEXT and IDX have degree 1, CHAL degree 1 in θ, CONST and PUB degree 0.</summary>
    private Rejection? CheckNode(int i)
    {
        Node node = _table.Nodes[i];
        switch (node.Kind)
        {
            case NodeKind.Constant: return null;
            case NodeKind.RowIndex: _degrees[i] = 1; return null;
            case NodeKind.Current: return CheckColumn(i, _current);
            case NodeKind.Next: return CheckColumn(i, _next);
            case NodeKind.Public: return CheckIndex("public value of node", i, node.Value, circuit.PublicValues);
            case NodeKind.Challenge: _challengeDegrees[i] = 1; return CheckIndex("challenge of node", i, node.Value, circuit.Challenges);
            case NodeKind.Add or NodeKind.Subtract or NodeKind.Multiply: return CheckOperation(i, node);
            default: return Refuse("kind of node", i, $"at most {(int)NodeKind.Multiply}", (int)node.Kind);
        }
    }

    private Rejection? CheckColumn(int i, SortedSet<ushort> used)
    {
        ulong column = _table.Nodes[i].Value;
        if (CheckIndex("column of node", i, column, _table.ColumnCount) is { } fault) { return fault; }
        used.Add((ushort)column);
        _degrees[i] = 1;
        return null;
    }

    /// <summary>§6: operands are earlier nodes; degrees at most 5, in θ at most 64, at every node.</summary>
    private Rejection? CheckOperation(int i, Node node)
    {
        (uint left, uint right) = (node.Left, node.Right);
        if (left >= i || right >= i) { return Refuse("operands of node", i, "earlier nodes", Math.Max(left, right)); }
        bool product = node.Kind == NodeKind.Multiply;
        int degree = product ? _degrees[left] + _degrees[right] : Math.Max(_degrees[left], _degrees[right]);
        int challenges = product
            ? _challengeDegrees[left] + _challengeDegrees[right]
            : Math.Max(_challengeDegrees[left], _challengeDegrees[right]);
        if (degree > CircuitLimits.Degree) { return Refuse("degree of node", i, $"at most {CircuitLimits.Degree}", degree); }
        if (challenges > CircuitLimits.ChallengeDegree)
        {
            return Refuse("challenge degree of node", i, $"at most {CircuitLimits.ChallengeDegree}", challenges);
        }

        (_degrees[i], _challengeDegrees[i]) = ((byte)degree, (byte)challenges);
        return null;
    }

    /// <summary>§6: no challenge, degree at most 4.</summary>
    private Rejection? CheckConstraints()
    {
        for (int i = 0; i < _table.Constraints.Length; i++)
        {
            Constraint constraint = _table.Constraints[i];
            Rejection? fault = CheckDomain("domain of constraint", i, constraint.Domain)
                ?? CheckIndex("node of constraint", i, constraint.Node, _table.Nodes.Length)
                ?? CheckNoChallenge("constraint", i, constraint.Node)
                ?? CheckSelected("constraint", i, constraint.Node);
            if (fault is not null) { return fault; }
        }

        return null;
    }

    /// <summary>§6: 1 ≤ w ≤ 64, numerators of degree at most 4.</summary>
    private Rejection? CheckInteractions()
    {
        for (int i = 0; i < _table.Interactions.Length; i++)
        {
            Interaction interaction = _table.Interactions[i];
            if (interaction.Message.Length is < 1 or > CircuitLimits.MessageWidth)
            {
                return Refuse("message width of interaction", i, $"1..{CircuitLimits.MessageWidth}", interaction.Message.Length);
            }

            Rejection? fault = CheckDomain("domain of interaction", i, interaction.Domain)
                ?? CheckIndex("numerator of interaction", i, interaction.Numerator, _table.Nodes.Length)
                ?? CheckSelected("numerator of interaction", i, interaction.Numerator)
                ?? CheckMessage(i, interaction.Message);
            if (fault is not null) { return fault; }
        }

        return null;
    }

    /// <summary>§6: no challenge in a message; its degree is at most 5, as every node's.</summary>
    private Rejection? CheckMessage(int i, ImmutableArray<uint> message)
    {
        foreach (uint node in message)
        {
            Rejection? fault = CheckIndex("message of interaction", i, node, _table.Nodes.Length) ?? CheckNoChallenge("message of interaction", i, node);
            if (fault is not null) { return fault; }
            Degree = Math.Max(Degree, _degrees[node]);
        }

        return null;
    }

    /// <summary>§6: the protocol multiplies a selector of degree 1 on the node.</summary>
    private Rejection? CheckSelected(string what, int i, uint node)
    {
        int degree = _degrees[node] + 1;
        if (degree > CircuitLimits.Degree) { return Refuse($"degree of {what}", i, $"at most {CircuitLimits.Degree - 1}", degree - 1); }
        Degree = Math.Max(Degree, degree);
        return null;
    }

    private Rejection? CheckNoChallenge(string what, int i, uint node) =>
        _challengeDegrees[node] == 0 ? null : Refuse($"challenge degree of {what}", i, "0", _challengeDegrees[node]);

    private Rejection? CheckDomain(string what, int i, RowDomain domain) =>
        domain <= RowDomain.Last ? null : Refuse(what, i, $"at most {(int)RowDomain.Last}", (int)domain);

    private Rejection? CheckIndex(string what, int i, ulong index, int count) =>
        index < (ulong)count ? null : Refuse(what, i, $"below {count}", index);

    private Rejection Refuse<T>(string what, int index, string expected, T got) =>
        Rejection.Of(Reason.Statement, $"table {number}: {what}", index, expected, got);
}
