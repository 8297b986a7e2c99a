using System.Numerics;
using FvmCompute.Primitives.Secp256k1;

namespace FvmCompute.Primitives.Tests.Secp256k1;

public class PointTests
{
    /// <summary>The constant-time and the variable-time multiplication share only the field, so each checks the other; the answers come from <see cref="CurveTests"/>.</summary>
    [Fact]
    public void Multiply_FixedAndDoubleBase_Agree()
    {
        foreach (BigInteger k in Multipliers())
        {
            AffinePoint expected = FixedBase.Multiply(ScalarTests.From(k));
            AssertSame(expected, DoubleBase.Multiply(ScalarTests.From(k), default, AffinePoint.Generator).ToAffine());
            AssertSame(expected, DoubleBase.Multiply(default, ScalarTests.From(k), AffinePoint.Generator).ToAffine());
            AssertSame(expected, DoubleBase.Multiply(ScalarTests.From(k - 1), ScalarTests.From(1), AffinePoint.Generator).ToAffine());
        }
    }

    [Fact]
    public void Multiply_SumsToZero_IsInfinity()
    {
        foreach (BigInteger k in Multipliers())
        {
            Assert.True(DoubleBase.Multiply(ScalarTests.From(k), ScalarTests.From(ScalarTests.N - k), AffinePoint.Generator).IsInfinity);
        }

        Assert.True(DoubleBase.Multiply(default, default, AffinePoint.Generator).IsInfinity);
    }

    [Fact]
    public void CompleteAdd_SameAndOppositePoints_NeedsNoSpecialCase()
    {
        AffinePoint g = AffinePoint.Generator;
        CompletePoint sum = new(g);
        sum.Add(g);
        AssertSame(FixedBase.Multiply(ScalarTests.From(2)), sum.ToAffine());
        sum.Add(g.Negated);
        AssertSame(g, sum.ToAffine());
        sum.Add(g.Negated); // infinity
        sum.Add(g);
        AssertSame(g, sum.ToAffine());
    }

    [Fact]
    public void Endomorphism_OnTheGenerator_MultipliesByLambda()
    {
        AffinePoint mapped = Endomorphism.Apply(AffinePoint.Generator);
        byte[] bytes = Convert.FromHexString("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72");
        AssertSame(FixedBase.Multiply(Scalar.Read(bytes, out _)), mapped);
    }

    private static void AssertSame(in AffinePoint expected, in AffinePoint actual)
    {
        byte[] one = new byte[65], two = new byte[65];
        expected.Write(one);
        actual.Write(two);
        Assert.Equal(one, two);
    }

    private static IEnumerable<BigInteger> Multipliers()
    {
        // The last two put equal and opposite points before the last addition of FixedBase.
        BigInteger top = 15 * BigInteger.Pow(16, 63);
        BigInteger[] edges = [2, 3, 15, 16, 17, 255, BigInteger.Pow(16, 63), ScalarTests.N - 1, ScalarTests.N - 2, (2 * top) - ScalarTests.N, ScalarTests.N - top];
        return edges.Concat(Enumerable.Range(200, 20).Select(seed => (new BigInteger(Samples.Noise(32, seed), isUnsigned: true) % (ScalarTests.N - 2)) + 2));
    }
}
