using System.Numerics;
using FvmCompute.Primitives.Secp256k1;

namespace FvmCompute.Primitives.Tests.Secp256k1;

public class ScalarTests
{
    internal static readonly BigInteger N =
        BigInteger.Parse("00fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", System.Globalization.NumberStyles.HexNumber);

    private static readonly BigInteger Lambda =
        BigInteger.Parse("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72", System.Globalization.NumberStyles.HexNumber);

    [Fact]
    public void Operations_EdgeAndRandomValues_EqualBigInteger()
    {
        foreach (BigInteger x in Values())
        {
            Scalar a = From(x);
            foreach (BigInteger y in Values())
            {
                Scalar b = From(y);
                Assert.Equal(x * y % N, Value(Scalar.Multiply(a, b)));
                Assert.Equal((x + y) % N, Value(Scalar.Add(a, b)));
            }

            Assert.Equal((N - x) % N, Value(Scalar.Negate(a)));
            Assert.Equal(BigInteger.ModPow(x, N - 2, N), Value(Scalar.Invert(a)));
            Assert.Equal(x > N / 2, a.IsHigh);
            Assert.Equal(x.IsZero, a.IsZero);
        }
    }

    [Fact]
    public void Read_NumbersFromNOn_AreReducedAndToldSo()
    {
        Assert.Equal(5, Value(Scalar.Read(FieldElementTests.Bytes(N + 5), out bool reduced)));
        Assert.True(reduced);
        Assert.True(Scalar.Read(FieldElementTests.Bytes(N), out reduced).IsZero);
        Assert.True(reduced);
        Assert.Equal(N - 1, Value(Scalar.Read(FieldElementTests.Bytes(N - 1), out reduced)));
        Assert.False(reduced);
    }

    [Fact]
    public void HalvedNibbles_AnyOddScalar_AreItsSignedDigits()
    {
        foreach (BigInteger x in Values().Where(value => !value.IsEven))
        {
            BigInteger sum = 0;
            for (int i = 63; i >= 0; i--) { sum = (sum * 16) + (2 * (int)From(x).HalvedNibble(i)) - 15; }
            Assert.Equal(x, sum);
        }
    }

    [Fact]
    public void Split_AnyScalar_RecombinesFromTwoShortParts()
    {
        sbyte[] digits = new sbyte[SignedPart.MaxDigits];
        foreach (BigInteger x in Values())
        {
            (SignedPart first, SignedPart second) = Endomorphism.Split(From(x));
            BigInteger sum = 0;
            foreach ((SignedPart part, BigInteger weight) in new[] { (first, BigInteger.One), (second, Lambda) })
            {
                foreach (int width in new[] { 5, 8 })
                {
                    int length = part.Recode(width, digits);
                    BigInteger value = 0;
                    for (int i = length - 1; i >= 0; i--) { value = (2 * value) + digits[i]; }
                    Assert.Equal(part.Negative ? -(BigInteger)part.Magnitude : part.Magnitude, value);
                }

                sum += weight * (part.Negative ? -(BigInteger)part.Magnitude : part.Magnitude);
            }

            Assert.Equal(x, ((sum % N) + N) % N);
        }
    }

    internal static Scalar From(BigInteger value) => Scalar.Read(FieldElementTests.Bytes(value), out _);

    private static BigInteger Value(in Scalar scalar)
    {
        byte[] bytes = new byte[32];
        scalar.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static IEnumerable<BigInteger> Values()
    {
        BigInteger[] edges = [0, 1, 2, 3, (BigInteger)1 << 128, ((BigInteger)1 << 52) - 1, N / 2, (N / 2) + 1, N - 1, N - 2, Lambda, N - Lambda, Lambda - 1];
        return edges.Concat(Enumerable.Range(100, 25).Select(seed => new BigInteger(Samples.Noise(32, seed), isUnsigned: true) % N));
    }
}
