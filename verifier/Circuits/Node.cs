namespace FvmCompute.Verifier.Circuits;

/// <summary>What a <see cref="Node"/> computes. The numbers are the wire encoding.</summary>
public enum NodeKind : byte
{
    /// <summary>A canonical element of F.</summary>
    Constant = 0,

    /// <summary>A column at this row.</summary>
    Current = 1,

    /// <summary>A column at the next row; 0 after the last of the padded height.</summary>
    Next = 2,

    /// <summary>The row number.</summary>
    RowIndex = 3,

    /// <summary>A public value.</summary>
    Public = 4,

    /// <summary>A θ challenge, allowed in numerators only.</summary>
    Challenge = 5,

    /// <summary>Sum of two earlier nodes.</summary>
    Add = 6,

    /// <summary>Difference of two earlier nodes.</summary>
    Subtract = 7,

    /// <summary>Product of two earlier nodes.</summary>
    Multiply = 8,
}

/// <summary>One step of a table's arithmetic (proof-system.md §6). Nothing is checked here: <see cref="CircuitShape"/> does.</summary>
/// <param name="Value">A constant, a column, public value or challenge number, or two node numbers: left in the low half, right in the high.</param>
public readonly record struct Node(NodeKind Kind, ulong Value)
{
    /// <summary>The row number.</summary>
    public static Node RowIndex { get; } = new(NodeKind.RowIndex, 0);

    /// <summary>The left operand of an operation.</summary>
    public uint Left => (uint)Value;

    /// <summary>The right operand of an operation.</summary>
    public uint Right => (uint)(Value >> 32);

    /// <param name="value">Canonical.</param>
    public static Node Constant(ulong value) => new(NodeKind.Constant, value);

    /// <summary>A column at this row.</summary>
    public static Node Current(ushort column) => new(NodeKind.Current, column);

    /// <summary>A column at the next row.</summary>
    public static Node Next(ushort column) => new(NodeKind.Next, column);

    /// <summary>A public value.</summary>
    public static Node Public(ushort index) => new(NodeKind.Public, index);

    /// <summary>A θ challenge.</summary>
    public static Node Challenge(byte index) => new(NodeKind.Challenge, index);

    /// <summary>left + right.</summary>
    public static Node Add(uint left, uint right) => Operation(NodeKind.Add, left, right);

    /// <summary>left − right.</summary>
    public static Node Subtract(uint left, uint right) => Operation(NodeKind.Subtract, left, right);

    /// <summary>left · right.</summary>
    public static Node Multiply(uint left, uint right) => Operation(NodeKind.Multiply, left, right);

    internal static Node Operation(NodeKind kind, uint left, uint right) => new(kind, left | ((ulong)right << 32));
}
