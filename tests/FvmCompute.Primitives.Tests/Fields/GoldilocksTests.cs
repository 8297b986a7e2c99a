using System.Numerics;
using System.Text.Json;
using FvmCompute.Primitives.Fields;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Fields;

public class GoldilocksTests
{
    private static readonly BigInteger P = FieldSamples.P;

    [Fact]
    public void Arithmetic_EdgeAndRandomPairs_AgreesWithBigInteger()
    {
        ulong[] values = [.. FieldSamples.Edges, .. FieldSamples.Random(60, 1).Select(Goldilocks.Canonical)];
        foreach (ulong a in values)
        {
            Assert.Equal((P - a) % P, Goldilocks.Negate(a));
            foreach (ulong b in values)
            {
                Assert.Equal(((BigInteger)a + b) % P, Goldilocks.Add(a, b));
                Assert.Equal((P + a - b) % P, Goldilocks.Subtract(a, b));
                Assert.Equal((BigInteger)a * b % P, Goldilocks.Multiply(a, b));
            }
        }
    }

    [Fact]
    public void Reduce_EveryPairOfLazyWords_AgreesWithBigInteger()
    {
        ulong[] values = [.. FieldSamples.LazyEdges, .. FieldSamples.Random(100, 2)];
        foreach (ulong high in values)
        {
            foreach (ulong low in values)
            {
                BigInteger expected = (((BigInteger)high << 64) + low) % P;
                Assert.Equal(expected, Goldilocks.Reduce(high, low));
                Assert.Equal(expected, Goldilocks.ReduceLazy(high, low) % P);
                Assert.Equal((BigInteger)high * low % P, Goldilocks.Multiply(high, low));
            }
        }
    }

    [Fact]
    public void Arithmetic_ReferenceVectors_Agree()
    {
        using JsonDocument vectors = Vectors.Json("proof", "field.json");
        int checkedPairs = 0;
        foreach (JsonElement v in vectors.RootElement.GetProperty("base").EnumerateArray())
        {
            (ulong a, ulong b) = (Number(v, "a"), Number(v, "b"));
            Assert.Equal(Number(v, "add"), Goldilocks.Add(a, b));
            Assert.Equal(Number(v, "sub"), Goldilocks.Subtract(a, b));
            Assert.Equal(Number(v, "mul"), Goldilocks.Multiply(a, b));
            if (a != 0) { Assert.Equal(Number(v, "inv_a"), Goldilocks.Inverse(a)); }
            checkedPairs++;
        }

        Assert.True(checkedPairs > 100);
    }

    [Fact]
    public void RootOfUnity_ReferenceVectors_AgreeAndArePrimitive()
    {
        using JsonDocument vectors = Vectors.Json("proof", "field.json");
        string[] roots = [.. vectors.RootElement.GetProperty("roots_of_unity").EnumerateArray().Select(r => r.GetString()!)];
        Assert.Equal(33, roots.Length);
        for (int d = 0; d <= 32; d++)
        {
            ulong root = Goldilocks.RootOfUnity(d);
            Assert.Equal(ulong.Parse(roots[d]), root);
            Assert.Equal(1UL, Goldilocks.Power(root, 1UL << d));
            if (d > 0) { Assert.Equal(Goldilocks.Modulus - 1, Goldilocks.Power(root, 1UL << (d - 1))); }
        }
    }

    [Fact]
    public void Inverse_EdgeValues_MultiplyToOneAndZeroIsRefused()
    {
        foreach (ulong a in FieldSamples.Edges.Where(a => a != 0)) { Assert.Equal(1UL, Goldilocks.Multiply(a, Goldilocks.Inverse(a))); }
        Assert.Throws<DivideByZeroException>(() => Goldilocks.Inverse(0));
    }

    [Theory]
    [InlineData(0, 0UL)]
    [InlineData(1, 1UL)]
    [InlineData(-1, Goldilocks.Modulus - 1)]
    [InlineData(Goldilocks.MaxSigned, 0x7FFF_FFFF_8000_0000UL)]
    [InlineData(-Goldilocks.MaxSigned, 0x7FFF_FFFF_8000_0001UL)]
    public void Signed_Integers_RoundTrip(long value, ulong element)
    {
        Assert.Equal(element, Goldilocks.FromSigned(value));
        Assert.Equal(value, Goldilocks.ToSigned(element));
    }

    [Theory]
    [InlineData(Goldilocks.MaxSigned + 1)]
    [InlineData(-Goldilocks.MaxSigned - 1)]
    [InlineData(long.MinValue)]
    public void FromSigned_OutsideTheField_IsRefused(long value) => Assert.Throws<ArgumentOutOfRangeException>(() => Goldilocks.FromSigned(value));

    private static ulong Number(JsonElement vector, string name) => ulong.Parse(vector.GetProperty(name).GetString()!);
}
