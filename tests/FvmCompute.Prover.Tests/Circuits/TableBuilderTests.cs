using System.Text.Json;
using FvmCompute.Prover.Circuits;
using FvmCompute.Tests;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Tests.Circuits;

public class TableBuilderTests
{
    /// <summary>The same calls as in the reference's join.</summary>
    [Fact]
    public void Build_ReferenceJoin_GivesTheReferencesCircuit()
    {
        TableBuilder orders = new([new(0, 0, 0), new(0, 0, 1)], 2);
        orders.Constrain(RowDomain.Every, (orders.Current(1) * orders.Current(2)) - orders.Current(3));
        Expression[] sent = [orders.Current(0), orders.Current(2)];
        orders.Interact(RowDomain.Every, 3, orders.Constant(1), sent);
        TableBuilder products = new([new(1, 0, 0), new(1, 0, 1)], 1);
        products.Interact(RowDomain.Every, 3, -products.Current(2), products.Current(0), products.Current(1));
        Circuit circuit = new([orders.Build(), products.Build()], 1, 0, [new(ClaimKind.Sum, new(0, 3), 0, 0)], []);
        using JsonDocument json = Vectors.Json("proof", "e2e-join.json");
        Assert.Equal(json.RootElement.GetProperty("circuit").GetString(), Convert.ToHexStringLower(circuit.Encode()));
    }

    [Fact]
    public void Operators_EqualExpressions_AreOneNode()
    {
        TableBuilder table = new([], 1);
        Expression x = table.Current(0);
        table.Constrain(RowDomain.Every, (x + 1) * (table.Current(0) + 1));
        Assert.Equal<Node>([Node.Current(0), Node.Constant(1), Node.Add(0, 1), Node.Multiply(2, 2)], [.. table.Build().Nodes]);
    }

    [Fact]
    public void Constrain_ExpressionOfAnotherTable_IsRefused()
    {
        TableBuilder table = new([], 1), other = new([], 1);
        Assert.Throws<ArgumentException>(() => table.Constrain(RowDomain.Every, other.Current(0)));
        Assert.Throws<ArgumentException>(() => table.Current(0) + other.Current(0));
    }
}
