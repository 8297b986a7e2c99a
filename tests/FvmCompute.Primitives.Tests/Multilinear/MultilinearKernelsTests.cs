using System.Text.Json;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Primitives.Tests.Fields;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Multilinear;

public class MultilinearKernelsTests
{
    [Fact]
    public void Kernels_ReferenceVectors_Agree()
    {
        using JsonDocument vectors = Vectors.Json("proof", "kernels.json");
        foreach (JsonElement v in vectors.RootElement.EnumerateArray())
        {
            (Ext2[] x, Ext2[] y) = (Hex.Elements(v.GetProperty("x")), Hex.Elements(v.GetProperty("y")));
            Assert.Equal(Hex.Element(v.GetProperty("eq")), MultilinearKernels.Eq(x, y));
            Assert.Equal(Hex.Element(v.GetProperty("next")), MultilinearKernels.Next(x, y));
            Assert.Equal(Hex.Element(v.GetProperty("carry")), MultilinearKernels.Carry(x, y));
            Assert.Equal(Hex.Element(v.GetProperty("idx")), MultilinearKernels.Index(x));
            Assert.Equal(Hex.Element(v.GetProperty("first")), MultilinearKernels.First(x));
            foreach (JsonElement lt in v.GetProperty("lt").EnumerateArray())
            {
                Assert.Equal(Hex.Element(lt[1]), MultilinearKernels.LessThan(lt[0].GetInt64(), x));
            }
        }

        Assert.True(vectors.RootElement.GetArrayLength() >= 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Kernels_RandomPoints_AreTheExtensionsOfTheirDefinitions(int variables)
    {
        Random random = new(variables);
        (Ext2[] x, Ext2[] y) = (random.NextPoint(variables), random.NextPoint(variables));
        int size = 1 << variables;
        Assert.Equal(Extend(x, y, (i, j) => i == j), MultilinearKernels.Eq(x, y));
        Assert.Equal(Extend(x, y, (i, j) => j == i + 1), MultilinearKernels.Next(x, y));
        Assert.Equal(Extend(x, y, (i, j) => i == size - 1 && j == 0), MultilinearKernels.Carry(x, y));
        Assert.Equal(Extend(x, i => (ulong)i), MultilinearKernels.Index(x));
        Assert.Equal(Extend(x, i => i == 0 ? 1UL : 0), MultilinearKernels.First(x));
        for (int bound = -1; bound <= size + 1; bound++)
        {
            Assert.Equal(Extend(x, i => i < bound ? 1UL : 0), MultilinearKernels.LessThan(bound, x));
        }

        for (int k = 0; k < size; k++) { Assert.Equal(Extend(x, i => i == k ? 1UL : 0), MultilinearKernels.Eq(x, (ulong)k)); }
    }

    [Fact]
    public void EvaluateInPlace_BooleanPoint_IsTheTableEntry()
    {
        Ext2[] table = new Random(8).NextPoint(8);
        for (int i = 0; i < 8; i++)
        {
            Ext2[] point = [.. Enumerable.Range(0, 3).Select(l => (Ext2)(ulong)(i >> l & 1))];
            Assert.Equal(table[i], MultilinearKernels.EvaluateInPlace([.. table], point));
        }
    }

    [Fact]
    public void Kernels_PointsOfDifferentLength_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => MultilinearKernels.Eq([Ext2.One], []));
        Assert.Throws<ArgumentException>(() => MultilinearKernels.Next([Ext2.One], []));
        Assert.Throws<ArgumentException>(() => MultilinearKernels.Carry([Ext2.One], []));
        Assert.Throws<ArgumentException>(() => MultilinearKernels.EqTable([Ext2.One], new Ext2[4]));
    }

    /// <summary>Σ_i,j eq(x,i)·eq(y,j)·[holds].</summary>
    private static Ext2 Extend(Ext2[] x, Ext2[] y, Func<int, int, bool> holds) =>
        Extend(x, i => Extend(y, j => holds(i, j) ? 1UL : 0));

    private static Ext2 Extend(Ext2[] x, Func<int, ulong> value) => Extend(x, i => (Ext2)value(i));

    private static Ext2 Extend(Ext2[] x, Func<int, Ext2> value)
    {
        Ext2[] table = [.. Enumerable.Range(0, 1 << x.Length).Select(value)];
        Ext2[] weights = new Ext2[table.Length];
        MultilinearKernels.EqTable(x, weights);
        Ext2 sum = weights.Zip(table, (w, v) => w * v).Aggregate((a, b) => a + b);
        Assert.Equal(sum, MultilinearKernels.EvaluateInPlace(table, x));
        return sum;
    }
}
