using System.Globalization;
using System.Numerics;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.CommandLine.Jobs;
using FvmCompute.Sidecar.Host;
using FvmCompute.V1;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Wire;
using Google.Protobuf;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>The demo's second job: a proved sum over a committed table.</summary>
internal sealed class CircuitDemo(SidecarHost host, DemoClient client, CancellationToken cancellation)
{
    private const ushort ChainM16 = 0x0210;

    private readonly List<PhaseView> _phases = [];

    public async Task<CircuitDemoReport> RunAsync(int rows, BigInteger price)
    {
        if (!ProfileTable.TryFind(ChainM16, out Profile? profile, out _)) { throw new InvalidOperationException($"profile {ChainM16:X4} is not known"); }
        var table = new DemoTable(rows);
        Digest id = default;
        _phases.Add(await DemoClient.TimedAsync("dataset", async () => id = await CommitAsync(table, profile!)));
        CircuitSpec spec = SpecOf(table, id, profile!);
        var terms = new JobSpec { MaxPrice = price.ToString(CultureInfo.InvariantCulture), Circuit = spec };
        Job job = await client.RunAsync("demo-circuit", terms);
        _phases.AddRange(DemoClient.PhasesOf(job));
        CircuitResult? result = (await client.ResultAsync(job))?.Circuit;
        WrongProofs wrong = new(host, cancellation);
        if (result is not null) { _phases.Add(await DemoClient.TimedAsync("wrong proofs", () => wrong.RunAsync(spec, new TokenAmount(price)))); }
        return new CircuitDemoReport(
            table.Rows, $"{id}", profile!.Name, job.Device, job.DeviceFallback, job.Name, job.MarketJobId, job.State == JobState.Settled, job.Reason,
            result?.PublicValues[0] ?? 0, table.SumOfIntegers, result?.StatementBytes ?? 0, result?.CoreBytes ?? 0, result?.Parts ?? 0, job.PeakHostBytes,
            job.Settlement.GasUsed, SettlementView.Of(job.Settlement).Messages, wrong.Refusals, wrong.HonestProofSettled, _phases);
    }

    private async Task<Digest> CommitAsync(DemoTable table, Profile profile)
    {
        string path = Path.Combine(host.Settings.DatasetRoots[0], "sales.fvmd");
        table.WriteDataset(path, profile);
        return await host.Datasets.IdentifyAsync(path, _ => { }, cancellation) ?? throw new CommandException($"{path} could not be committed to");
    }

    private static CircuitSpec SpecOf(DemoTable table, Digest id, Profile profile) => new()
    {
        Circuit = ByteString.CopyFrom(DemoTable.Circuit.Encode()),
        DatasetIds = { ByteString.CopyFrom(id.Bytes) },
        PublicValues = { new PublicValue() },
        Rows = { new RowRange { Least = table.Rows, Most = table.Rows } },
        Profile = profile.Name,
        Witness = ByteString.CopyFrom(table.Witness()),
    };
}
