using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Circuits;

public class CircuitShapeTests
{
    private static readonly Node X = Node.Current(0);

    /// <summary>One table of two auxiliary columns, given by its nodes, with something attached that breaks one rule of proof-system.md §6.</summary>
    public static TheoryData<string, Table> Broken() => new()
    {
        { "table 0: column of node", Nodes(Node.Current(2)) },
        { "table 0: column of node", Nodes(Node.Next(2)) },
        { "table 0: public value of node", Nodes(Node.Public(1)) },
        { "table 0: challenge of node", Nodes(Node.Challenge(2)) },
        { "table 0: operands of node", Nodes(Node.Add(0, 0)) },
        { "table 0: operands of node", Nodes(X, Node.Multiply(0, 1)) },
        { "table 0: operands of node", Nodes(X, Node.Subtract(2, 0)) },
        { "table 0: degree of node", Power(6) },
        { "table 0: challenge degree of node", Challenges(65) },
        { "table 0: kind of node", Nodes(new Node((NodeKind)9, 0)) },
        { "table 0: nodes", Nodes([.. Enumerable.Repeat(X, CircuitLimits.Nodes + 1)]) },
        { "table 0: columns", Nodes() with { AuxiliaryColumns = 1025 } },
        { "table 0: columns", Nodes() with { AuxiliaryColumns = 1024, DatasetColumns = [default] } },
        { "table 0: domain of constraint", Nodes(X) with { Constraints = [new((RowDomain)4, 0)] } },
        { "table 0: node of constraint", Nodes(X) with { Constraints = [new(RowDomain.Every, 1)] } },
        { "table 0: challenge degree of constraint", Nodes(Node.Challenge(0)) with { Constraints = [new(RowDomain.Every, 0)] } },
        { "table 0: degree of constraint", Power(5) with { Constraints = [new(RowDomain.Every, 4)] } },
        { "table 0: message width of interaction", Nodes(X) with { Interactions = [new(RowDomain.Every, 1, 0, [])] } },
        { "table 0: message width of interaction", Nodes(X) with { Interactions = [Sends(65)] } },
        { "table 0: domain of interaction", Nodes(X) with { Interactions = [Sends(1) with { Domain = (RowDomain)4 }] } },
        { "table 0: numerator of interaction", Nodes(X) with { Interactions = [Sends(1) with { Numerator = 1 }] } },
        { "table 0: degree of numerator of interaction", Power(5) with { Interactions = [Sends(1) with { Numerator = 4 }] } },
        { "table 0: message of interaction", Nodes(X) with { Interactions = [Sends(1) with { Message = [1] }] } },
        { "table 0: challenge degree of message of interaction", Nodes(X, Node.Challenge(1)) with { Interactions = [Sends(1) with { Message = [1] }] } },
        { "width of bus", Nodes(X) with { Interactions = [Sends(1), Sends(2) with { Bus = 2 }, Sends(2)] } },
    };

    /// <summary>The same rules at their limits.</summary>
    public static TheoryData<int, Table> AtTheLimit() => new()
    {
        { 1, Nodes() },
        { 1, Power(5) },
        { 5, Power(5) with { Interactions = [Sends(1) with { Message = [4] }] } },
        { 5, Power(5) with { Constraints = [new(RowDomain.Last, 3)] } },
        { 5, Power(5) with { Interactions = [Sends(1) with { Numerator = 3 }] } },
        { 1, Challenges(64) with { Interactions = [new(RowDomain.Every, 1, 63, [64])] } },
        { 2, Nodes(X) with { Interactions = [Sends(64), Sends(64), Sends(1) with { Bus = 2 }] } },
        { 1, Nodes([.. Enumerable.Repeat(X, CircuitLimits.Nodes)]) with { AuxiliaryColumns = 1024 } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void TryAnalyse_OneRuleBroken_IsNamed(string where, Table table)
    {
        Rejection? rejection = CircuitShape.TryAnalyse(Of(table), out CircuitShape? shape);
        Assert.Null(shape);
        Assert.Equal((Reason.Statement, where), (rejection!.Reason, rejection.Where));
    }

    [Theory]
    [MemberData(nameof(AtTheLimit))]
    public void TryAnalyse_AtTheLimits_GivesTheDegree(int degree, Table table)
    {
        Assert.Null(CircuitShape.TryAnalyse(Of(table), out CircuitShape? shape));
        Assert.Equal(degree, shape!.Degree);
    }

    [Fact]
    public void TryAnalyse_UsedColumns_AreSortedAndDistinct()
    {
        Table table = Nodes(Node.Current(1), Node.Next(1), Node.Current(0), Node.Current(1), Node.Next(0)) with { AuxiliaryColumns = 3 };
        Assert.Null(CircuitShape.TryAnalyse(Of(table), out CircuitShape? shape));
        Assert.Equal([0, 1], shape!.Tables[0].UsedCurrent.Select(c => (int)c));
        Assert.Equal([0, 1], shape.Tables[0].UsedNext.Select(c => (int)c));
    }

    [Fact]
    public void TryAnalyse_ClaimsAndProducts_NameColumnsAndPublicValuesThatExist()
    {
        Circuit circuit = Of(Nodes());
        Assert.Equal("table of claim", Fault(circuit with { Claims = [new(ClaimKind.Sum, new(1, 0), 0, 0)] }));
        Assert.Equal("column of claim", Fault(circuit with { Claims = [new(ClaimKind.Sum, new(0, 2), 0, 0)] }));
        Assert.Equal("public value of claim", Fault(circuit with { Claims = [new(ClaimKind.Sum, new(0, 1), 0, 1)] }));
        Assert.Equal("kind of claim", Fault(circuit with { Claims = [new((ClaimKind)2, new(0, 1), 0, 0)] }));
        Assert.Equal("column of factor A of product", Fault(circuit with { Products = [new(new(0, 2), default, default, 0, 0, 0)] }));
        Assert.Equal("table of factor B of product", Fault(circuit with { Products = [new(default, new(1, 0), default, 0, 0, 0)] }));
        Assert.Equal("column of result of product", Fault(circuit with { Products = [new(default, default, new(0, 2), 0, 0, 0)] }));
    }

    [Fact]
    public void TryAnalyse_NumberOfTablesAndChallenges_IsBounded()
    {
        Circuit circuit = Of(Nodes());
        Assert.Equal("circuit tables", Fault(circuit with { Tables = [] }));
        Assert.Equal("circuit tables", Fault(circuit with { Tables = [.. Enumerable.Repeat(Nodes(), 65)] }));
        Assert.Equal("circuit challenges", Fault(circuit with { Challenges = 5 }));
        Assert.Null(CircuitShape.TryAnalyse(circuit with { Tables = [.. Enumerable.Repeat(Nodes(), 64)], Challenges = 4 }, out _));
    }

    private static string? Fault(Circuit circuit) => CircuitShape.TryAnalyse(circuit, out _)?.Where;

    private static Circuit Of(Table table) => new([table], 1, 2, [], []);

    private static Table Nodes(params Node[] nodes) => new([], 2, [.. nodes], [], []);

    private static Interaction Sends(int width) => new(RowDomain.Every, 1, 0, [.. Enumerable.Repeat(0u, width)]);

    /// <summary>x, x², …, x^degree.</summary>
    private static Table Power(int degree) => Nodes([X, .. Enumerable.Range(0, degree - 1).Select(i => Node.Multiply(0, (uint)i))]);

    /// <summary>θ, θ², …, θ^degree, then the constant 1.</summary>
    private static Table Challenges(int degree) =>
        Nodes([Node.Challenge(0), .. Enumerable.Range(0, degree - 1).Select(i => Node.Multiply(0, (uint)i)), Node.Constant(1)]);
}
