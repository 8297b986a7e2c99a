using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Circuits;

/// <summary>Degrees of a table's nodes in its columns.</summary>
public static class NodeDegrees
{
    /// <param name="table">Of a well-formed circuit: operands are earlier nodes, degrees at most 5.</param>
    /// <returns>One per node.</returns>
    public static byte[] Of(Table table)
    {
        byte[] degrees = new byte[table.Nodes.Length];
        for (int i = 0; i < degrees.Length; i++) { degrees[i] = Of(table.Nodes[i], degrees); }
        return degrees;
    }

    private static byte Of(Node node, byte[] degrees) => node.Kind switch
    {
        NodeKind.Current or NodeKind.Next or NodeKind.RowIndex => 1,
        NodeKind.Add or NodeKind.Subtract => Math.Max(degrees[node.Left], degrees[node.Right]),
        NodeKind.Multiply => (byte)(degrees[node.Left] + degrees[node.Right]),
        _ => 0,
    };
}
