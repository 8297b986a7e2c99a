using System.Text.Json;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Tests;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Tests.Settlement;

/// <summary>The plan and context of a job whose proof the reference made.</summary>
public sealed class CircuitPlanTests
{
    private static readonly JsonElement Job = Vectors.Json("proof", "job.json").RootElement;

    [Fact]
    public void Plan_OfTheReferenceJob_IsReadAndWrittenAsItIs()
    {
        byte[] bytes = Convert.FromHexString(Text("plan"));
        CircuitPlan plan = Read(bytes);
        Assert.Equal(bytes, plan.Encode());
        Assert.Equal(Text("circuit_hash"), $"{plan.Circuit}");
        Assert.Equal(Job.GetProperty("dataset_ids")[0].GetString(), $"{Assert.Single(plan.Datasets)}");
        Assert.InRange(Job.GetProperty("rows")[0].GetUInt64(), plan.Rows[0].Least, plan.Rows[0].Most);
        Assert.Equal(new RowBounds(16, 16), plan.Rows[1]);
        Assert.Equal(0x020cUL, plan.Profile);
    }

    [Fact]
    public void Context_OfTheReferenceJob_IsTheReferences()
    {
        CircuitPlan plan = Read(Convert.FromHexString(Text("plan")));
        Digest context = plan.Context(Text("chain"), Number("market"), Number("job"), Number("provider"), (long)Number("accepted"));
        Assert.Equal(Text("context"), $"{context}");
        Assert.NotEqual(context, plan.Context(Text("chain"), Number("market"), Number("job"), Number("provider"), (long)Number("accepted") + 1));
    }

    private static CircuitPlan Read(byte[] bytes)
    {
        var reader = new CborReader(bytes);
        MarketPlan plan = MarketPlan.Read(ref reader);
        reader.ReadEnd();
        return Assert.IsType<CircuitPlan>(plan);
    }

    private static string Text(string name) => Job.GetProperty(name).GetString()!;

    private static ulong Number(string name) => Job.GetProperty(name).GetUInt64();
}
