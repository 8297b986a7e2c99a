using System.CommandLine;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Host;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary><c>serve</c>: the sidecar.</summary>
internal static class ServeCommand
{
    public static Command Build()
    {
        var command = new Command("serve", "run the sidecar: gRPC, the embedded chain, metrics and health, until interrupted");
        Option<bool> printConfig = new("--print-config") { Description = "print every setting with its value and where it comes from, and exit" };
        command.Options.Add(printConfig);
        var settings = new SettingOptions(command);
        command.Runs(async (result, output, cancellation) =>
        {
            Settings read = settings.Read(result);
            if (result.GetValue(printConfig))
            {
                output.Result(read.Values.Select(value => new { key = value.Key.Name, value = value.Text, source = value.Source }), (values, text) =>
                {
                    foreach (var value in values) { text.WriteLine($"{value.key} = {value.value}    ({value.source})"); }
                });
                return 0;
            }

            await using SidecarHost host = await SidecarHost.StartAsync(read, cancellation);
            Announce(output, host);
            await host.WaitForStopAsync(cancellation);
            return 0;
        });
        return command;
    }

    private static void Announce(Output output, SidecarHost host)
    {
        var report = new
        {
            grpc = host.GrpcAddress,
            http = host.HttpAddress,
            dataFolder = host.Settings.DataFolder,
            pieceRoots = host.Settings.PieceRoots,
            datasetRoots = host.Settings.DatasetRoots,
            device = host.Devices.Select().Device.Id,
            network = host.Settings.NetworkName,
            market = host.Market.Address.ToString(),
            provider = host.Node.Provider.Address.ToString(),
            client = host.Node.Client.Address.ToString(),
        };
        output.Result(report, (value, text) =>
        {
            text.WriteLine($"gRPC        {value.grpc}");
            text.WriteLine($"metrics     {value.http}/metrics, health {value.http}/healthz");
            text.WriteLine($"data        {value.dataFolder}");
            text.WriteLine($"pieces      {(value.pieceRoots.Count == 0 ? "none: give --piece-roots" : string.Join(", ", value.pieceRoots))}");
            text.WriteLine($"datasets    {(value.datasetRoots.Count == 0 ? "none: give --dataset-roots" : string.Join(", ", value.datasetRoots))}");
            text.WriteLine($"device      {value.device}");
            text.WriteLine($"chain       {value.network}, market {value.market}, provider {value.provider}, client {value.client}");
        });
        output.Standard.Flush();
    }
}
