using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Programs;

/// <summary>Compiles the nodes of a table that some outputs need.</summary>
internal sealed class RowCompiler
{
    private readonly Table _table;
    private readonly TableShape _shape;
    private readonly IReadOnlyList<RowOutput> _outputs;
    private readonly PlaneAllocator _planes = new();
    private readonly List<RowInstruction> _code = [];
    private readonly List<Ext2> _coefficients = [];
    private readonly Dictionary<Ext2, RowRegister> _constants = [];
    private readonly RowRegister[] _registers;
    private readonly Ext2?[] _known;
    private readonly int[] _lastReader;
    private readonly ILookup<uint, (int Output, Ext2 Coefficient)> _collectors;
    private readonly (RowRegister Register, Ext2 Constant)[] _results;

    private RowCompiler(Table table, TableShape shape, IReadOnlyList<RowOutput> outputs)
    {
        (_table, _shape, _outputs) = (table, shape, outputs);
        _registers = new RowRegister[table.Nodes.Length];
        _known = new Ext2?[table.Nodes.Length];
        _lastReader = new int[table.Nodes.Length];
        _collectors = outputs.SelectMany((o, i) => o.Terms.Select(t => (t.Node, Output: i, t.Coefficient)))
            .ToLookup(t => t.Node, t => (t.Output, t.Coefficient));
        _results = [.. outputs.Select(o => (_planes.Take(isExt: true), o.Constant))];
    }

    /// <summary>Compiles a table.</summary>
    /// <param name="inExt">Whether columns and row numbers are elements of K (all rounds but the first) or of F.</param>
    /// <param name="publicValues">Of the statement.</param>
    /// <param name="theta">The θ challenges.</param>
    public static RowProgram Compile(
        Table table, TableShape shape, bool inExt, ReadOnlySpan<ulong> publicValues, ReadOnlySpan<Ext2> theta, IReadOnlyList<RowOutput> outputs)
    {
        RowCompiler compiler = new(table, shape, outputs);
        bool[] needed = compiler.FindNeeded();
        RowInput[] inputs = compiler.MakeInputs(inExt, needed, out bool hasRowIndex);
        for (int i = 0; i < needed.Length; i++)
        {
            if (needed[i]) { compiler.Emit(i, inputs, publicValues, theta); }
        }

        return new()
        {
            Planes = compiler._planes.Planes,
            Inputs = inputs,
            HasRowIndex = hasRowIndex,
            Constants = [.. compiler._constants.Select(c => (c.Value, c.Key))],
            Code = [.. compiler._code],
            Coefficients = [.. compiler._coefficients],
            Outputs = compiler._results,
        };
    }

    /// <summary>Marks what outputs reach, and the last node that reads each.</summary>
    private bool[] FindNeeded()
    {
        bool[] needed = new bool[_table.Nodes.Length];
        foreach (RowOutput output in _outputs)
        {
            foreach ((uint node, _) in output.Terms) { needed[node] = true; }
        }

        for (int i = needed.Length - 1; i >= 0; i--)
        {
            Node node = _table.Nodes[i];
            if (!needed[i] || node.Kind < NodeKind.Add) { continue; }
            foreach (uint operand in (ReadOnlySpan<uint>)[node.Left, node.Right])
            {
                needed[operand] = true;
                _lastReader[operand] = Math.Max(_lastReader[operand], i);
            }
        }

        return needed;
    }

    private RowInput[] MakeInputs(bool inExt, bool[] needed, out bool hasRowIndex)
    {
        hasRowIndex = Enumerable.Range(0, needed.Length).Any(i => needed[i] && _table.Nodes[i].Kind == NodeKind.RowIndex);
        RowInput[] inputs = new RowInput[_shape.OpenedValues + (hasRowIndex ? 1 : 0)];
        for (int i = 0; i < inputs.Length; i++) { inputs[i] = new(_planes.Take(inExt), _planes.Take(inExt)); }
        return inputs;
    }

    private void Emit(int i, RowInput[] inputs, ReadOnlySpan<ulong> publicValues, ReadOnlySpan<Ext2> theta)
    {
        Node node = _table.Nodes[i];
        switch (node.Kind)
        {
            case NodeKind.Constant: _known[i] = node.Value; break;
            case NodeKind.Public: _known[i] = publicValues[(int)node.Value]; break;
            case NodeKind.Challenge: _known[i] = theta[(int)node.Value]; break;
            case NodeKind.Current: _registers[i] = inputs[_shape.UsedCurrent.AsSpan().BinarySearch((ushort)node.Value)].Value; break;
            case NodeKind.Next: _registers[i] = inputs[_shape.UsedCurrent.Length + _shape.UsedNext.AsSpan().BinarySearch((ushort)node.Value)].Value; break;
            case NodeKind.RowIndex: _registers[i] = inputs[^1].Value; break;
            default: EmitOperation(i, node); break;
        }

        Collect(i);
    }

    private void EmitOperation(int i, Node node)
    {
        if (_known[node.Left] is { } x && _known[node.Right] is { } y)
        {
            _known[i] = node.Kind switch { NodeKind.Add => x + y, NodeKind.Subtract => x - y, _ => x * y };
            return;
        }

        (RowRegister left, RowRegister right) = (RegisterOf(node.Left), RegisterOf(node.Right));
        ReturnAfter(node.Left, i);
        if (node.Left != node.Right) { ReturnAfter(node.Right, i); }
        _registers[i] = _planes.Take(left.IsExt || right.IsExt);
        if (!left.IsExt && right.IsExt && node.Kind != NodeKind.Subtract) { (left, right) = (right, left); }
        _code.Add(new(OperationOf(node.Kind, left.IsExt, right.IsExt), _registers[i].Plane, left.Plane, right.Plane));
    }

    private static RowOperation OperationOf(NodeKind kind, bool leftExt, bool rightExt) => (kind, leftExt, rightExt) switch
    {
        (NodeKind.Add, false, false) => RowOperation.Add,
        (NodeKind.Add, true, false) => RowOperation.AddMixed,
        (NodeKind.Add, true, true) => RowOperation.AddExt,
        (NodeKind.Subtract, false, false) => RowOperation.Subtract,
        (NodeKind.Subtract, true, false) => RowOperation.SubtractMixed,
        (NodeKind.Subtract, false, true) => RowOperation.SubtractFromBase,
        (NodeKind.Subtract, true, true) => RowOperation.SubtractExt,
        (NodeKind.Multiply, false, false) => RowOperation.Multiply,
        (NodeKind.Multiply, true, false) => RowOperation.MultiplyMixed,
        (NodeKind.Multiply, true, true) => RowOperation.MultiplyExt,
        _ => throw new InvalidOperationException($"node kind {kind} is no operation"),
    };

    /// <summary>Adds a node to the outputs that contain it; afterwards only later nodes need it.</summary>
    private void Collect(int i)
    {
        foreach ((int output, Ext2 coefficient) in _collectors[(uint)i])
        {
            if (_known[i] is { } value)
            {
                _results[output].Constant += coefficient * value;
                continue;
            }

            RowRegister source = _registers[i];
            RowOperation operation = source.IsExt ? RowOperation.CollectExt : RowOperation.Collect;
            _code.Add(new(operation, _results[output].Register.Plane, source.Plane, _coefficients.Count));
            _coefficients.Add(coefficient);
        }

        if (_lastReader[i] == 0) { ReturnAfter((uint)i, 0); }
    }

    /// <summary>The register of a node; a constant gets one that keeps its value for good.</summary>
    private RowRegister RegisterOf(uint node)
    {
        if (_known[node] is not { } value) { return _registers[node]; }
        if (_constants.TryGetValue(value, out RowRegister register)) { return register; }
        register = _planes.TakeFresh(value.B != 0);
        _constants.Add(value, register);
        return register;
    }

    /// <summary>Frees the register of an operation's result; those of inputs and constants stay.</summary>
    private void ReturnAfter(uint node, int reader)
    {
        if (_lastReader[node] == reader && _known[node] is null && _table.Nodes[(int)node].Kind >= NodeKind.Add) { _planes.Return(_registers[node]); }
    }
}
