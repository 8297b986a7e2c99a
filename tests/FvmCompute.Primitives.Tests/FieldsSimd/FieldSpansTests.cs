using System.Numerics;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Primitives.Tests.Fields;

namespace FvmCompute.Primitives.Tests.FieldsSimd;

/// <summary>Every register width against <see cref="Goldilocks"/> and <see cref="Ext2"/>, which are tested against BigInteger.</summary>
public class FieldSpansTests
{
    public static TheoryData<CpuLevel> Levels => [.. Samples.Levels];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Base_EveryPairOfEdges_AgreesWithBigInteger(CpuLevel level)
    {
        (ulong[] x, ulong[] y) = EdgePairs();
        ulong[] add = new ulong[x.Length], subtract = new ulong[x.Length], multiply = new ulong[x.Length], sum = [.. y];
        FieldSpans.Elementwise<AddLoop>(level, x, y, add);
        FieldSpans.Elementwise<SubtractLoop>(level, x, y, subtract);
        FieldSpans.Elementwise<MultiplyLoop>(level, x, y, multiply);
        FieldSpans.Elementwise<MultiplyAddLoop>(level, x, y, sum);
        for (int i = 0; i < x.Length; i++)
        {
            BigInteger product = (BigInteger)x[i] * y[i];
            Assert.Equal(((BigInteger)x[i] + y[i]) % FieldSamples.P, add[i]);
            Assert.Equal((FieldSamples.P + x[i] - y[i]) % FieldSamples.P, subtract[i]);
            Assert.Equal(product % FieldSamples.P, multiply[i]);
            Assert.Equal((product + y[i]) % FieldSamples.P, sum[i]);
        }
    }

    /// <summary>Lengths around the lane widths; values near an edge and anywhere.</summary>
    [Theory]
    [MemberData(nameof(Levels))]
    public void Base_RandomPairsOfEveryLength_AgreesWithBigInteger(CpuLevel level)
    {
        Random random = new(11);
        for (int count = 0; count <= 200; count++)
        {
            ulong[] x = [.. Enumerable.Range(0, count).Select(_ => NearAnEdge(random))], y = [.. Enumerable.Range(0, count).Select(_ => NearAnEdge(random))];
            ulong[] add = new ulong[count], subtract = new ulong[count], multiply = new ulong[count];
            FieldSpans.Elementwise<AddLoop>(level, x, y, add);
            FieldSpans.Elementwise<SubtractLoop>(level, x, y, subtract);
            FieldSpans.Elementwise<MultiplyLoop>(level, x, y, multiply);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(((BigInteger)x[i] + y[i]) % FieldSamples.P, add[i]);
                Assert.Equal((FieldSamples.P + x[i] - y[i]) % FieldSamples.P, subtract[i]);
                Assert.Equal((BigInteger)x[i] * y[i] % FieldSamples.P, multiply[i]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Multiply_ByEveryEdge_AgreesWithBigInteger(CpuLevel level)
    {
        ulong[] x = FieldSamples.Edges, product = new ulong[x.Length];
        foreach (ulong factor in FieldSamples.Edges)
        {
            FieldSpans.Scale(level, factor, x, product);
            Assert.Equal(x.Select(v => (BigInteger)v * factor % FieldSamples.P), product.Select(v => (BigInteger)v));
            FieldSpans.AddScaled(level, product, factor, x, product);
            Assert.Equal(x.Select(v => 2 * (BigInteger)v * factor % FieldSamples.P), product.Select(v => (BigInteger)v));
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Extension_EveryQuadrupleOfEdges_AgreesWithScalar(CpuLevel level)
    {
        ulong[] edges = [0, 1, 7, 0xFFFF_FFFF, 0x1_0000_0000, 0x8000_0000_0000_0000, Goldilocks.Modulus - 2, Goldilocks.Modulus - 1];
        Ext2[] values = [.. from a in edges from b in edges select new Ext2(a, b)];
        foreach (Ext2 factor in values)
        {
            Ext2[] y = [.. Enumerable.Repeat(factor, values.Length)], product = new Ext2[values.Length], sum = [.. values], scaled = [.. values];
            FieldSpans.Elementwise<ExtMultiplyLoop>(level, values, y, product);
            FieldSpans.Elementwise<ExtMultiplyAddLoop>(level, values, y, sum);
            FieldSpans.ScaleAdd(level, factor, values, scaled);
            Assert.Equal(values.Select(v => v * factor), product);
            Assert.Equal(values.Select(v => (v * factor) + v), sum);
            Assert.Equal(sum, scaled);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void EveryLoop_LengthsAroundTheLaneWidths_AgreesWithScalar(CpuLevel level)
    {
        for (int count = 0; count <= 35; count++)
        {
            Random random = new(count);
            Ext2[] x = random.NextPoint(count), y = random.NextPoint(count), accumulator = random.NextPoint(count);
            ulong[] z = [.. x.Select(v => v.B)];
            Ext2 r = random.NextElement();
            AssertElements(accumulator.Select((a, i) => a + (x[i] * y[i])), accumulator, a => FieldSpans.Elementwise<ExtMultiplyAddLoop>(level, x, y, a));
            AssertElements(accumulator.Select((a, i) => a + (y[i] * z[i])), accumulator, a => FieldSpans.Elementwise<MixedMultiplyAddLoop>(level, y, z, a));
            AssertElements(y.Select((v, i) => v * z[i]), y, a => FieldSpans.Elementwise<MixedMultiplyLoop>(level, a, z, a));
            AssertElements(accumulator.Select((a, i) => a + (r * z[i])), accumulator, a => FieldSpans.ScaleAdd(level, r, z, a));
            AssertElements(accumulator.Select((a, i) => a + (r * x[i])), accumulator, a => FieldSpans.ScaleAdd(level, r, x, a));
            Assert.Equal(x.Select((v, i) => v * y[i]).Aggregate(Ext2.Zero, (a, b) => a + b), FieldSpans.Dot(level, x, y));
            Assert.Equal(y.Select((v, i) => v * z[i]).Aggregate(Ext2.Zero, (a, b) => a + b), FieldSpans.Dot(level, y, z));
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Fold_LengthsAroundTheLaneWidths_InterpolatesHalves(CpuLevel level)
    {
        for (int half = 0; half <= 35; half++)
        {
            Random random = new(half);
            Ext2[] table = random.NextPoint(2 * half), folded = new Ext2[half], ofBase = new Ext2[half];
            ulong[] words = [.. table.Select(v => v.A)];
            Ext2 r = random.NextElement();
            FieldSpans.Fold(level, table, r, folded);
            FieldSpans.Fold(level, words, r, ofBase);
            Assert.Equal(Enumerable.Range(0, half).Select(i => table[i] + (r * (table[i + half] - table[i]))), folded);
            Assert.Equal(Enumerable.Range(0, half).Select(i => words[i] + (r * Goldilocks.Subtract(words[i + half], words[i]))), ofBase);
            FieldSpans.Fold(level, table, r, table.AsSpan(0, half));
            Assert.Equal(folded, table[..half]);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Fold_EdgeElements_InterpolatesHalves(CpuLevel level)
    {
        (ulong[] low, ulong[] high) = EdgePairs();
        ulong[] table = [.. low, .. high];
        foreach (ulong a in FieldSamples.Edges)
        {
            Ext2 r = new(a, Goldilocks.Modulus - 1);
            Ext2[] folded = new Ext2[low.Length];
            FieldSpans.Fold(level, table, r, folded);
            Assert.Equal(low.Select((v, i) => v + (r * Goldilocks.Subtract(high[i], v))), folded);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Round_RandomTables_InterpolatesTheProduct(CpuLevel level)
    {
        for (int half = 0; half <= 20; half++)
        {
            Random random = new(half);
            Ext2[] x = random.NextPoint(2 * half), y = random.NextPoint(2 * half);
            ulong[] z = [.. y.Select(v => v.B)];
            AssertRound(x, y, FieldSpans.Round(level, x, y));
            AssertRound(x, [.. z.Select(v => (Ext2)v)], FieldSpans.Round(level, x, z));
        }
    }

    [Fact]
    public void Public_Forms_UseTheSameLoops()
    {
        Random random = new(5);
        Ext2[] x = random.NextPoint(19), y = random.NextPoint(19), result = new Ext2[19];
        FieldSpans.Add(x, y, result);
        FieldSpans.Subtract(result, y, result);
        Assert.Equal(x, result);
        FieldSpans.Multiply(x, y, result);
        FieldSpans.MultiplyAdd(x, y, result);
        Assert.Equal(x.Select((v, i) => v * y[i] * 2), result);
    }

    [Fact]
    public void Lengths_ThatDiffer_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => FieldSpans.Add(new ulong[3], new ulong[4], new ulong[3]));
        Assert.Throws<ArgumentException>(() => FieldSpans.Multiply(new Ext2[3], new Ext2[3], new Ext2[2]));
        Assert.Throws<ArgumentException>(() => FieldSpans.Fold(new ulong[3], Ext2.One, new Ext2[2]));
        Assert.Throws<ArgumentException>(() => FieldSpans.Dot(new Ext2[3], new ulong[4]));
        Assert.Throws<ArgumentException>(() => FieldSpans.Round(new Ext2[3], new Ext2[3]));
        Assert.Throws<ArgumentException>(() => FieldSpans.ScaleAdd(Ext2.One, new ulong[3], new Ext2[4]));
    }

    private static void AssertRound(Ext2[] x, Ext2[] y, (Ext2 Constant, Ext2 Square) round)
    {
        int half = x.Length / 2;
        Ext2 At(Ext2 r) => Enumerable.Range(0, half)
            .Select(i => (x[i] + (r * (x[i + half] - x[i]))) * (y[i] + (r * (y[i + half] - y[i]))))
            .Aggregate(Ext2.Zero, (a, b) => a + b);
        Assert.Equal(At(0), round.Constant);
        Ext2 middle = At(1) - round.Constant - round.Square;
        Ext2 three = 3;
        Assert.Equal(At(three), round.Constant + (middle * three) + (round.Square * three * three));
    }

    private static void AssertElements(IEnumerable<Ext2> expected, Ext2[] start, Action<Ext2[]> work)
    {
        Ext2[] result = [.. start];
        work(result);
        Assert.Equal(expected, result);
    }

    private static ulong NearAnEdge(Random random)
    {
        if (random.Next(2) == 0) { return random.NextBase(); }
        ulong edge = FieldSamples.LazyEdges[random.Next(FieldSamples.LazyEdges.Length)];
        return Goldilocks.Canonical(edge + (ulong)random.Next(-3, 4));
    }

    private static (ulong[] X, ulong[] Y) EdgePairs()
    {
        var pairs = (from a in FieldSamples.Edges from b in FieldSamples.Edges select (a, b)).ToArray();
        return ([.. pairs.Select(p => p.a)], [.. pairs.Select(p => p.b)]);
    }
}
