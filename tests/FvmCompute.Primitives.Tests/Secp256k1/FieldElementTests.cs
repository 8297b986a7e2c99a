using System.Numerics;
using FvmCompute.Primitives.Secp256k1;

namespace FvmCompute.Primitives.Tests.Secp256k1;

public class FieldElementTests
{
    private static readonly BigInteger P = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    [Fact]
    public void Products_EdgeAndRandomValues_EqualBigInteger()
    {
        foreach (BigInteger x in Values())
        {
            foreach (BigInteger y in Values())
            {
                FieldElement a = From(x), b = From(y);
                Assert.Equal(x * y % P, Value(FieldElement.Multiply(a, b)));
                Assert.Equal((x + y) % P, Value(FieldElement.Add(a, b)));
                Assert.Equal((x - y + P) % P, Value(FieldElement.Subtract(a, b, 1)));
            }

            Assert.Equal(x * x % P, Value(FieldElement.Square(From(x))));
            Assert.Equal(BigInteger.ModPow(x, P - 2, P), Value(FieldElement.Invert(From(x))));
            Assert.Equal(BigInteger.ModPow(x, (P + 1) / 4, P), Value(FieldElement.SquareRootCandidate(From(x))));
        }
    }

    /// <summary>Factors at the largest magnitudes the type allows: 31 × 2 and 8 × 8.</summary>
    [Fact]
    public void Products_LargestMagnitudes_EqualBigInteger()
    {
        foreach (BigInteger x in Values())
        {
            FieldElement a = From(x);
            FieldElement negated = FieldElement.Negate(a, 1);
            for (ulong factor = 1; factor <= 15; factor++)
            {
                FieldElement scaled = FieldElement.Scale(negated, factor);
                BigInteger value = factor * (P - x) % P;
                Assert.Equal(value * (P - x) % P, Value(FieldElement.Multiply(scaled, negated)));
                Assert.Equal(value, Value(FieldElement.NormalizeWeakly(scaled)));
                Assert.Equal(value * ((P + 1) / 2) % P, Value(FieldElement.Half(scaled)));
                if (factor <= 4) { Assert.Equal(value * value % P, Value(FieldElement.Square(scaled))); }
            }
        }
    }

    [Fact]
    public void IsZero_MultiplesOfP_AreZero()
    {
        FieldElement one = From(BigInteger.One);
        Assert.True(FieldElement.IsZero(FieldElement.Subtract(one, one, 1)));
        Assert.True(FieldElement.IsZero(FieldElement.Add(From(P - 1), one)));
        Assert.False(FieldElement.IsZero(FieldElement.Add(From(P - 1), FieldElement.Scale(one, 2))));
    }

    [Fact]
    public void TryRead_NumbersFromPOn_AreRefused()
    {
        Assert.True(FieldElement.TryRead(Bytes(P - 1), out _));
        Assert.False(FieldElement.TryRead(Bytes(P), out _));
        Assert.False(FieldElement.TryRead(Bytes(P + 1), out _));
        Assert.False(FieldElement.TryRead(Bytes(BigInteger.Pow(2, 256) - 1), out _));
    }

    internal static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = new byte[32];
        byte[] shortest = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        shortest.CopyTo(bytes, 32 - shortest.Length);
        return bytes;
    }

    private static FieldElement From(BigInteger value)
    {
        Assert.True(FieldElement.TryRead(Bytes(value), out FieldElement element));
        return element;
    }

    private static BigInteger Value(in FieldElement element)
    {
        byte[] bytes = new byte[32];
        FieldElement.Normalize(element).Write(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static IEnumerable<BigInteger> Values()
    {
        BigInteger[] edges = [0, 1, 2, 976, (BigInteger)1 << 52, ((BigInteger)1 << 52) - 1, ((BigInteger)1 << 208) - 1, P / 2, P - 2, P - 1, P - 0x1000003d1];
        return edges.Concat(Enumerable.Range(0, 20).Select(seed => new BigInteger(Samples.Noise(32, seed), isUnsigned: true) % P));
    }
}
