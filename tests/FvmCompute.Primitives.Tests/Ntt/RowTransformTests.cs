using System.Text.Json;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Ntt;
using FvmCompute.Primitives.Tests.Fields;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Ntt;

public partial class RowTransformTests
{
    public static TheoryData<CpuLevel> Levels => [.. Samples.Levels];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Forward_ReferenceVectors_AreInPositionOrder(CpuLevel level)
    {
        using JsonDocument vectors = Vectors.Json("proof", "field.json");
        int transforms = 0;
        foreach (JsonElement ntt in vectors.RootElement.GetProperty("ntt").EnumerateArray())
        {
            int log = ntt.GetProperty("log_n").GetInt32();
            ulong[] coefficients = [.. ntt.GetProperty("coeffs").EnumerateArray().Select(c => ulong.Parse(c.GetString()!))];
            ulong[] natural = [.. ntt.GetProperty("values").EnumerateArray().Select(v => ulong.Parse(v.GetString()!))];
            ulong[] expected = [.. natural.Select((_, i) => natural[EvaluationDomain.ReverseBits((uint)i, log)])];
            Assert.Equal(expected, Encode(level, coefficients, 1 << log));
            transforms++;
        }

        Assert.True(transforms > 0);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Forward_SmallSizesAndCosets_EqualsTheSumOfPowers(CpuLevel level)
    {
        for (int log = 0; log <= 8; log++)
        {
            ulong[] coefficients = Row(log, seed: log);
            for (uint coset = 0; coset < 4; coset++)
            {
                ulong[] values = Transformed(level, coefficients, coset);
                for (int i = 0; i < values.Length; i++) { Assert.Equal(Value(coefficients, (coset << log) + (uint)i, log + 2), values[i]); }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Forward_EverySizeTo14_EqualsTheSumOfPowersAtSamples(CpuLevel level)
    {
        for (int log = 9; log <= 14; log++)
        {
            ulong[] coefficients = Row(log, seed: log);
            foreach (uint coset in new uint[] { 0, 1, 5, 6 })
            {
                ulong[] values = Transformed(level, coefficients, coset);
                foreach (int i in Samplings(values.Length, log)) { Assert.Equal(Value(coefficients, (coset << log) + (uint)i, log + 3), values[i]); }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Forward_EverySizeTo14_IsTheSameOnEveryLevelAndInverts(CpuLevel level)
    {
        for (int log = 0; log <= 14; log++)
        {
            ulong[] coefficients = Row(log, seed: 100 + log);
            foreach (uint coset in new uint[] { 0, 1, 2, 11 })
            {
                ulong[] values = Transformed(level, coefficients, coset);
                Assert.Equal(Transformed(CpuLevel.Scalar, coefficients, coset), values);
                RowTransform.Inverse(level, values, coset);
                Assert.Equal(coefficients, values);
            }
        }
    }

    /// <summary>FVMCOMPUTE_LONG_TESTS=1 adds the longest rows, which take 2 GiB.</summary>
    public static TheoryData<int, uint> LargeRows()
    {
        TheoryData<int, uint> rows = new() { { 19, 0 }, { 20, 3 } };
        if (Environment.GetEnvironmentVariable("FVMCOMPUTE_LONG_TESTS") == "1")
        {
            for (int log = 21; log <= RowTransform.MaxLog; log++) { rows.Add(log, (uint)(log % 3)); }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(LargeRows))]
    public void Forward_LargeRow_EqualsTheSumOfPowersAtSamplesAndInverts(int log, uint coset)
    {
        ulong[] coefficients = Row(log, seed: log);
        ulong[] values = Transformed(CpuPath.Current, coefficients, coset);
        foreach (int i in Samplings(values.Length, log).Take(3)) { Assert.Equal(Value(coefficients, (coset << log) + (uint)i, log + 2), values[i]); }
        RowTransform.Inverse(values, coset);
        Assert.Equal(coefficients, values);
        RowTransform.Forward(values, values, coset, Threads(3));
        RowTransform.Inverse(values, coset, Threads(5));
        Assert.Equal(coefficients, values);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Forward_ExtremeCoefficients_GivesCanonicalValues(CpuLevel level)
    {
        for (int log = 0; log <= 9; log++)
        {
            foreach (ulong edge in FieldSamples.Edges)
            {
                ulong[] coefficients = new ulong[1 << log];
                coefficients.AsSpan().Fill(edge);
                ulong[] values = Transformed(level, coefficients, 1);
                Assert.All(values, v => Assert.True(v < Goldilocks.Modulus));
                Assert.Equal(Value(coefficients, (1u << log) + 0, log + 1), values[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Forward_ExtensionRow_IsTwoRowsOverTheBase(CpuLevel level)
    {
        Ext2[] row = new Random(9).NextPoint(64);
        ulong[] a = Transformed(level, [.. row.Select(v => v.A)], 1), b = Transformed(level, [.. row.Select(v => v.B)], 1);
        for (uint i = 0; i < 64; i++) { Assert.Equal(Ext2.Horner(row, EvaluationDomain.Point(64 + i, 7)), new Ext2(a[i], b[i])); }
    }

    [Fact]
    public void Forward_InPlace_EqualsApart()
    {
        foreach (int log in new[] { 0, 1, 2, 4, 6, 7, 11 })
        {
            ulong[] row = Row(log, seed: 1), expected = Transformed(CpuPath.Current, row, 1);
            RowTransform.Forward(row, row, 1);
            Assert.Equal(expected, row);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(96)]
    public void Forward_LengthThatIsNoPowerOfTwo_IsRefused(int length) =>
        Assert.Throws<ArgumentException>(() => RowTransform.Forward(new ulong[length], new ulong[length]));

    [Fact]
    public void Forward_CosetOutsideEveryDomain_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RowTransform.Forward(new ulong[4], new ulong[4], 1u << 28));
        Assert.Throws<ArgumentException>(() => RowTransform.Forward(new ulong[4], new ulong[8]));
    }

    /// <summary>The message on the whole domain, coset by coset.</summary>
    private static ulong[] Encode(CpuLevel level, ulong[] coefficients, int domain)
    {
        int length = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)coefficients.Length);
        ulong[] row = [.. coefficients, .. new ulong[length - coefficients.Length]];
        return [.. Enumerable.Range(0, domain / length).SelectMany(c => Transformed(level, row, (uint)c))];
    }

    private static ulong[] Transformed(CpuLevel level, ulong[] coefficients, uint coset)
    {
        ulong[] values = new ulong[coefficients.Length];
        RowTransform.Forward(level, coefficients, values, coset);
        return values;
    }

    private static ulong Value(ulong[] coefficients, uint position, int domainLog)
    {
        ulong x = EvaluationDomain.Point(position, domainLog), sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--) { sum = Goldilocks.Add(Goldilocks.Multiply(sum, x), coefficients[i]); }
        return sum;
    }

    private static ulong[] Row(int log, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, 1 << log).Select(_ => random.NextBase())];
    }

    private static IEnumerable<int> Samplings(int count, int seed)
    {
        Random random = new(seed);
        return [0, count - 1, random.Next(count), random.Next(count), random.Next(count)];
    }
}
