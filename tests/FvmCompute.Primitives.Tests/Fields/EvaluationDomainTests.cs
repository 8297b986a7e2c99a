using System.Text.Json;
using FvmCompute.Primitives.Fields;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Fields;

public class EvaluationDomainTests
{
    [Fact]
    public void Point_ReferenceVectors_Agree()
    {
        using JsonDocument vectors = Vectors.Json("proof", "field.json");
        int points = 0;
        foreach (JsonElement domain in vectors.RootElement.GetProperty("positions").EnumerateArray())
        {
            int log = domain.GetProperty("log_d").GetInt32();
            string[] expected = [.. domain.GetProperty("points").EnumerateArray().Select(p => p.GetString()!)];
            Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(i => EvaluationDomain.Point((uint)i, log).ToString()));
            points += expected.Length;
        }

        Assert.True(points >= 30);
    }

    [Fact]
    public void Point_ReferenceNtt_IsItsValueAtTheReversedIndex()
    {
        using JsonDocument vectors = Vectors.Json("proof", "field.json");
        foreach (JsonElement ntt in vectors.RootElement.GetProperty("ntt").EnumerateArray())
        {
            int log = ntt.GetProperty("log_n").GetInt32();
            Ext2[] coefficients = [.. ntt.GetProperty("coeffs").EnumerateArray().Select(c => (Ext2)ulong.Parse(c.GetString()!))];
            string[] values = [.. ntt.GetProperty("values").EnumerateArray().Select(v => v.GetString()!)];
            for (uint i = 0; i < values.Length; i++)
            {
                Ext2 value = Ext2.Horner(coefficients, EvaluationDomain.Point(i, log));
                Assert.Equal(values[EvaluationDomain.ReverseBits(i, log)], value.A.ToString());
            }
        }
    }

    [Theory]
    [InlineData(0u, 0, 0u)]
    [InlineData(1u, 1, 1u)]
    [InlineData(1u, 32, 0x8000_0000u)]
    [InlineData(0b1101u, 5, 0b10110u)]
    [InlineData(uint.MaxValue, 32, uint.MaxValue)]
    public void ReverseBits_OfWidth_MirrorsThem(uint value, int bits, uint expected) => Assert.Equal(expected, EvaluationDomain.ReverseBits(value, bits));

    [Theory]
    [InlineData(1u, 0)]
    [InlineData(4u, 2)]
    public void Point_OutsideTheDomain_IsRefused(uint position, int log) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EvaluationDomain.Point(position, log));
}
