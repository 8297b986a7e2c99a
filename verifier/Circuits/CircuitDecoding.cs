using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Circuits;

/// <summary>
/// Reads circuits from hostile bytes (proof-system.md §6): sizes and kinds only, meaning is <see cref="CircuitShape"/>'s. Memory is at most 20 bytes per byte
/// read.
/// </summary>
public static class CircuitDecoding
{
    private const int TableMinimum = 12;
    private const int InteractionMinimum = 14;

    /// <summary>Decodes the canonical bytes of a circuit.</summary>
    /// <returns>Null and the circuit, or why there is none.</returns>
    public static Rejection? TryDecode(ReadOnlySpan<byte> bytes, out Circuit? circuit)
    {
        WireReader reader = new(bytes, Reason.Statement);
        ushort tables = reader.U16("circuit tables");
        (ushort publicValues, byte challenges) = (reader.U16("circuit public values"), reader.U8("circuit challenges"));
        reader.Limit("circuit tables", tables, CircuitLimits.Tables);
        reader.Limit("circuit challenges", challenges, CircuitLimits.Challenges);
        Circuit decoded = new(ReadTables(ref reader, tables), publicValues, challenges, ReadClaims(ref reader), ReadProducts(ref reader));
        Rejection? fault = reader.End("circuit");
        circuit = fault is null ? decoded : null;
        return fault;
    }

    private static ImmutableArray<Table> ReadTables(ref WireReader reader, int count)
    {
        Table[] tables = reader.CanHold("circuit tables", count, TableMinimum) ? new Table[count] : [];
        for (int i = 0; i < tables.Length; i++)
        {
            // A faulty reader still gives a (then empty) table, so that no element stays null.
            ImmutableArray<DatasetColumn> columns = ReadDatasetColumns(ref reader);
            ushort auxiliary = reader.U16("table auxiliary columns");
            tables[i] = new(columns, auxiliary, ReadNodes(ref reader), ReadConstraints(ref reader), ReadInteractions(ref reader));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(tables);
    }

    private static ImmutableArray<DatasetColumn> ReadDatasetColumns(ref WireReader reader)
    {
        const string Where = "table dataset columns";
        ushort count = reader.U16(Where);
        reader.Limit(Where, count, CircuitLimits.Columns);
        DatasetColumn[] columns = reader.CanHold(Where, count, 6) ? new DatasetColumn[count] : [];
        for (int i = 0; i < columns.Length; i++) { columns[i] = new(reader.U16(Where), reader.U16(Where), reader.U16(Where)); }
        return ImmutableCollectionsMarshal.AsImmutableArray(columns);
    }

    private static ImmutableArray<Node> ReadNodes(ref WireReader reader)
    {
        const string Where = "table nodes";
        uint count = reader.U32(Where);
        reader.Limit(Where, count, CircuitLimits.Nodes);
        Node[] nodes = reader.CanHold(Where, count, 1) ? new Node[count] : [];
        for (int i = 0; i < nodes.Length && reader.Ok; i++) { nodes[i] = ReadNode(ref reader); }
        return ImmutableCollectionsMarshal.AsImmutableArray(nodes);
    }

    private static Node ReadNode(ref WireReader reader)
    {
        const string Where = "node";
        NodeKind kind = (NodeKind)reader.U8(Where);
        switch (kind)
        {
            case NodeKind.Constant: return new(kind, reader.Base(Where));
            case NodeKind.Current or NodeKind.Next or NodeKind.Public: return new(kind, reader.U16(Where));
            case NodeKind.Challenge: return new(kind, reader.U8(Where));
            case NodeKind.RowIndex: return Node.RowIndex;
            case NodeKind.Add or NodeKind.Subtract or NodeKind.Multiply: return Node.Operation(kind, reader.U32(Where), reader.U32(Where));
            default:
                reader.Limit(Where, (ulong)kind, (ulong)NodeKind.Multiply);
                return default;
        }
    }

    private static ImmutableArray<Constraint> ReadConstraints(ref WireReader reader)
    {
        const string Where = "table constraints";
        ushort count = reader.U16(Where);
        Constraint[] constraints = reader.CanHold(Where, count, 5) ? new Constraint[count] : [];
        for (int i = 0; i < constraints.Length; i++) { constraints[i] = new((RowDomain)reader.U8(Where), reader.U32(Where)); }
        return ImmutableCollectionsMarshal.AsImmutableArray(constraints);
    }

    private static ImmutableArray<Interaction> ReadInteractions(ref WireReader reader)
    {
        const string Where = "table interactions";
        ushort count = reader.U16(Where);
        Interaction[] interactions = reader.CanHold(Where, count, InteractionMinimum) ? new Interaction[count] : [];
        for (int i = 0; i < interactions.Length; i++)
        {
            interactions[i] = new((RowDomain)reader.U8(Where), reader.U32(Where), reader.U32(Where), ReadMessage(ref reader));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(interactions);
    }

    private static ImmutableArray<uint> ReadMessage(ref WireReader reader)
    {
        const string Where = "interaction message";
        byte width = reader.U8(Where);
        uint[] message = reader.CanHold(Where, width, sizeof(uint)) ? new uint[width] : [];
        for (int i = 0; i < message.Length; i++) { message[i] = reader.U32(Where); }
        return ImmutableCollectionsMarshal.AsImmutableArray(message);
    }

    private static ImmutableArray<LinearClaim> ReadClaims(ref WireReader reader)
    {
        const string Where = "linear claims";
        ushort count = reader.U16(Where);
        LinearClaim[] claims = reader.CanHold(Where, count, 15) ? new LinearClaim[count] : [];
        for (int i = 0; i < claims.Length; i++)
        {
            claims[i] = new((ClaimKind)reader.U8(Where), ReadColumn(ref reader), reader.U64(Where), reader.U16(Where));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(claims);
    }

    private static ImmutableArray<MatrixProduct> ReadProducts(ref WireReader reader)
    {
        const string Where = "matrix products";
        ushort count = reader.U16(Where);
        MatrixProduct[] products = reader.CanHold(Where, count, 15) ? new MatrixProduct[count] : [];
        for (int i = 0; i < products.Length; i++)
        {
            products[i] = new(
                ReadColumn(ref reader), ReadColumn(ref reader), ReadColumn(ref reader), reader.U8(Where), reader.U8(Where), reader.U8(Where));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(products);
    }

    private static TableColumn ReadColumn(ref WireReader reader) => new(reader.U16("table"), reader.U16("column"));
}
