using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Circuits;

/// <summary>Writes circuits (proof-system.md §6).</summary>
internal static class CircuitEncoding
{
    public static void Write(WireWriter writer, Circuit circuit)
    {
        writer.U16(checked((ushort)circuit.Tables.Length)).U16(circuit.PublicValues).U8(circuit.Challenges);
        foreach (Table table in circuit.Tables) { Write(writer, table); }
        writer.U16(checked((ushort)circuit.Claims.Length));
        foreach (LinearClaim c in circuit.Claims) { Write(writer.U8((byte)c.Kind), c.Column).U64(c.Row).U16(c.PublicValue); }
        writer.U16(checked((ushort)circuit.Products.Length));
        foreach (MatrixProduct p in circuit.Products)
        {
            Write(Write(Write(writer, p.A), p.B), p.Y).U8(p.LogRows).U8(p.LogInner).U8(p.LogColumns);
        }
    }

    private static void Write(WireWriter writer, Table table)
    {
        writer.U16(checked((ushort)table.DatasetColumns.Length));
        foreach (DatasetColumn c in table.DatasetColumns) { writer.U16(c.Dataset).U16(c.Block).U16(c.Column); }
        writer.U16(table.AuxiliaryColumns).U32((uint)table.Nodes.Length);
        foreach (Node node in table.Nodes) { Write(writer, node); }
        writer.U16(checked((ushort)table.Constraints.Length));
        foreach (Constraint c in table.Constraints) { writer.U8((byte)c.Domain).U32(c.Node); }
        writer.U16(checked((ushort)table.Interactions.Length));
        foreach (Interaction interaction in table.Interactions) { Write(writer, interaction); }
    }

    private static void Write(WireWriter writer, Node node)
    {
        writer.U8((byte)node.Kind);
        switch (node.Kind)
        {
            case NodeKind.Constant: writer.U64(node.Value); break;
            case NodeKind.Current or NodeKind.Next or NodeKind.Public: writer.U16(checked((ushort)node.Value)); break;
            case NodeKind.Challenge: writer.U8(checked((byte)node.Value)); break;
            case NodeKind.RowIndex: break;
            default: writer.U32(node.Left).U32(node.Right); break;
        }
    }

    private static void Write(WireWriter writer, Interaction interaction)
    {
        writer.U8((byte)interaction.Domain).U32(interaction.Bus).U32(interaction.Numerator).U8(checked((byte)interaction.Message.Length));
        foreach (uint node in interaction.Message) { writer.U32(node); }
    }

    private static WireWriter Write(WireWriter writer, TableColumn column) => writer.U16(column.Table).U16(column.Column);
}
