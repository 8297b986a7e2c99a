using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Tests;

namespace FvmCompute.Prover.Tests.Sumchecks;

public class RoundPolynomialsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Eq_ValuesWithoutTheOneAtOne_GivesCoefficients(int degree)
    {
        Random random = new(degree);
        Ext2[] coefficients = Elements.Exts(random, degree + 1);
        Ext2 xi = Elements.Ext(random) + 5;
        Ext2[] values = [.. Enumerable.Range(0, degree + 1).Select(t => Ext2.Horner(coefficients, (ulong)t))];
        Ext2 claim = ((Ext2.One - xi) * values[0]) + (xi * values[1]);
        values[1] = Elements.Ext(random);
        Ext2[] sent = new Ext2[degree];
        RoundPolynomials.Eq(claim, xi, values, sent);
        Assert.Equal(coefficients[1..], sent);
    }

    [Fact]
    public void EqQuadratic_ValueAtZeroAndLeadingCoefficient_GivesTheOther()
    {
        Random random = new(9);
        Ext2[] h = Elements.Exts(random, 3);
        Ext2 xi = new(3, 4);
        Ext2 claim = ((Ext2.One - xi) * h[0]) + (xi * (h[0] + h[1] + h[2]));
        Ext2[] sent = new Ext2[2];
        RoundPolynomials.EqQuadratic(claim, xi, h[0], h[2], sent);
        Assert.Equal(h[1..], sent);
    }
}
