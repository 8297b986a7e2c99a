using System.Text.Json;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Tests;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Tests.Statements;

public class DatasetTests
{
    [Fact]
    public void Registration_ReferenceVectors_GiveShapePointValueAndName()
    {
        using JsonDocument vectors = Vectors.Json("proof", "commitment.json");
        foreach (JsonElement v in vectors.RootElement.EnumerateArray())
        {
            ulong[][] rows = [.. v.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().Select(c => ulong.Parse(c.GetString()!)).ToArray())];
            Dataset dataset = Read(v);
            Assert.Equal(v.GetProperty("shape_bytes").GetString(), Convert.ToHexStringLower(dataset.ShapeBytes()));
            Ext2[] z = dataset.OutOfDomainPoint(rows.Length);
            Assert.Equal(v.GetProperty("ood_point").EnumerateArray().Select(c => c.GetString()), z.Select(c => c.ToString()));
            Assert.Equal(Evaluate(rows, z, dataset.LogRowLength), dataset.OutOfDomainValue);
            Assert.Equal(v.GetProperty("dataset_id").GetString(), dataset.Id().ToString());
        }

        Assert.True(vectors.RootElement.GetArrayLength() >= 3);
    }

    private static Dataset Read(JsonElement v)
    {
        Assert.True(Ext2.TryRead(Convert.FromHexString(v.GetProperty("y").GetString()!), out Ext2 y));
        return new(
            new Digest(Convert.FromHexString(v.GetProperty("root").GetString()!)),
            v.GetProperty("m").GetByte(),
            v.GetProperty("r0").GetByte(),
            [.. v.GetProperty("blocks").EnumerateArray().Select(b => new Block(b[0].GetUInt64(), b[1].GetUInt16()))],
            new Digest(Convert.FromHexString(v.GetProperty("schema").GetString()!)),
            y);
    }

    /// <summary>Σ_j eq(z_hi, j)·q̂_j(z_lo).</summary>
    private static Ext2 Evaluate(ulong[][] rows, Ext2[] z, int m)
    {
        Ext2 sum = Ext2.Zero;
        for (int j = 0; j < rows.Length; j++)
        {
            Ext2[] row = [.. rows[j].Select(c => (Ext2)c)];
            sum += MultilinearKernels.Eq(z.AsSpan(m), (ulong)j) * MultilinearKernels.EvaluateInPlace(row, z.AsSpan(0, m));
        }

        return sum;
    }
}
