using System.Numerics;
using System.Text.Json;
using FvmCompute.Primitives.Fields;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Fields;

public class Ext2Tests
{
    private static readonly BigInteger P = FieldSamples.P;

    [Fact]
    public void Arithmetic_EdgePairs_AgreesWithBigInteger()
    {
        ulong[] edges = [0, 1, 7, 0xFFFF_FFFF, 0x1_0000_0000, 0x8000_0000_0000_0000, Goldilocks.Modulus - 2, Goldilocks.Modulus - 1];
        Ext2[] values = [.. from a in edges from b in edges select new Ext2(a, b)];
        foreach (Ext2 x in values)
        {
            foreach (Ext2 y in values)
            {
                BigInteger real = ((BigInteger)x.A * y.A) + (7 * (BigInteger)x.B * y.B);
                BigInteger cross = ((BigInteger)x.A * y.B) + ((BigInteger)x.B * y.A);
                Assert.Equal(new Ext2((ulong)(real % P), (ulong)(cross % P)), x * y);
                Assert.Equal(new Ext2((ulong)((P + x.A - y.A) % P), (ulong)((P + x.B - y.B) % P)), x - y);
                Assert.Equal(x, x - y + y);
            }

            Assert.Equal(Ext2.Zero, x + -x);
            Assert.Equal(x * (Ext2)(Goldilocks.Modulus - 3), x * (Goldilocks.Modulus - 3));
        }
    }

    [Fact]
    public void Arithmetic_ReferenceVectors_Agree()
    {
        using JsonDocument vectors = Vectors.Json("proof", "field.json");
        int inverses = 0;
        foreach (JsonElement v in vectors.RootElement.GetProperty("ext").EnumerateArray())
        {
            (Ext2 x, Ext2 y) = (Hex.Element(v.GetProperty("x")), Hex.Element(v.GetProperty("y")));
            Assert.Equal(Hex.Element(v.GetProperty("add")), x + y);
            Assert.Equal(Hex.Element(v.GetProperty("sub")), x - y);
            Assert.Equal(Hex.Element(v.GetProperty("mul")), x * y);
            if (x.IsZero) { continue; }
            Assert.Equal(Hex.Element(v.GetProperty("inv_x")), x.Inverse());
            inverses++;
        }

        Assert.True(inverses > 40);
        Assert.Throws<DivideByZeroException>(() => Ext2.Zero.Inverse());
    }

    [Fact]
    public void TryRead_ReferenceVectors_AcceptsOnlyCanonicalCoordinates()
    {
        using JsonDocument vectors = Vectors.Json("proof", "field.json");
        byte[] zero = new byte[8];
        foreach (JsonElement v in vectors.RootElement.GetProperty("decode_f_reject").EnumerateArray())
        {
            byte[] bad = Convert.FromHexString(v.GetString()!);
            Assert.False(Ext2.TryRead([.. bad, .. zero], out _));
            Assert.False(Ext2.TryRead([.. zero, .. bad], out _));
        }

        foreach (JsonElement v in vectors.RootElement.GetProperty("decode_f_accept").EnumerateArray())
        {
            byte[] good = Convert.FromHexString(v.GetString()!);
            Assert.True(Ext2.TryRead([.. good, .. good], out Ext2 element));
            Assert.Equal(v.GetString() + v.GetString(), element.ToString());
        }
    }

    [Fact]
    public void Horner_BaseAndExtensionPoint_SumsThePowers()
    {
        Random random = new(3);
        Ext2[] coefficients = random.NextPoint(6);
        ulong x = random.NextBase();
        Ext2 sum = coefficients.Select((c, i) => c * Goldilocks.Power(x, (ulong)i)).Aggregate((a, b) => a + b);
        Assert.Equal(sum, Ext2.Horner(coefficients, x));
        Assert.Equal(sum, Ext2.Horner(coefficients, (Ext2)x));
        Assert.Equal(Ext2.Zero, Ext2.Horner([], x));
    }
}
