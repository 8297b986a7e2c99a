using System.CommandLine;
using System.Numerics;
using FvmCompute.Grpc.Client;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Host;
using Grpc.Core;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary><c>demo</c>: a job of each kind end to end in one process, through the same gRPC that others use.</summary>
internal static class DemoCommand
{
    private const int DefaultBytes = 64 << 20;

    /// <summary>Whose witness, 8 bytes a row, fits the default max-witness-bytes.</summary>
    private const int MaxRows = 300_000;

    public static Command Build()
    {
        var command = new Command(
            "demo",
            "prove to an on-chain actor that a piece is held, then what a committed table sums up to; be paid for both, and see wrong answers refused; "
            + "everything in one process");
        Option<string?> file = new("--file") { Description = $"the piece's payload (default: {Units.Bytes(DefaultBytes)} of made-up data)", HelpName = "file" };
        Option<uint> challenges = new("--challenges") { Description = "leaves that the market draws", HelpName = "count", DefaultValueFactory = _ => 10 };
        Option<string> price = new("--price")
        {
            Description = "what the client pays, in attoFIL or with the unit: 1FIL",
            HelpName = "amount",
            DefaultValueFactory = _ => "1FIL",
        };
        Option<int> rows = new("--rows") { Description = "rows of the table, 1 to 300000", HelpName = "count", DefaultValueFactory = _ => 100_000 };
        foreach (Option option in (Option[])[file, challenges, rows, price]) { command.Options.Add(option); }
        var settings = new SettingOptions(command, "device", "device-strict", "threads", "log-level", "log-format", "block-time-ms");
        command.Runs(async (result, output, cancellation) =>
        {
            if (!Units.TryParseAmount(result.GetValue(price)!, out BigInteger amount) || amount.IsZero)
            {
                throw new CommandException($"--price '{result.GetValue(price)}' is not an amount above 0: give attoFIL, or FIL such as 1FIL");
            }

            if (result.GetValue(rows) is < 1 or > MaxRows)
            {
                throw new CommandException($"--rows {result.GetValue(rows)} is not possible: 1 to {MaxRows} rows are allowed");
            }

            DirectoryInfo folder = Directory.CreateTempSubdirectory("fvmcompute-demo-");
            try
            {
                string payload = result.GetValue(file) is { } given ? Existing(given) : await MakeAsync(Path.Combine(folder.FullName, "pieces"), cancellation);
                Settings read = SettingsFor(settings, result, folder, payload);
                DemoReport report = await RunAsync(read, payload, result.GetValue(challenges), result.GetValue(rows), amount, output, cancellation);
                output.Result(report, (value, text) => value.Print(text));
                return report.Succeeded ? 0 : ExitCodes.Failed;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task<DemoReport> RunAsync(
        Settings settings, string payload, uint challenges, int rows, BigInteger price, Output output, CancellationToken cancellation)
    {
        await using SidecarHost host = await SidecarHost.StartAsync(settings, cancellation);
        using GrpcChannel channel = GrpcChannel.ForAddress(host.GrpcAddress);
        try
        {
            var client = new DemoClient(host, channel.CreateCallInvoker(), output, cancellation);
            DemoReport report = await new DemoRun(host, client, output, cancellation).RunAsync(payload, challenges, price);
            return report with { Circuit = await new CircuitDemo(host, client, cancellation).RunAsync(rows, price) };
        }
        catch (RpcException error)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new CommandException(error.Status.Detail);
        }
    }

    private static Settings SettingsFor(SettingOptions options, ParseResult result, DirectoryInfo folder, string payload)
    {
        Dictionary<string, string> defaults = new() { ["block-time-ms"] = "50", ["default-deadline-epochs"] = "100000", ["log-level"] = "warning" };
        Dictionary<string, string> fixedValues = new()
        {
            ["data-dir"] = Path.Combine(folder.FullName, "data"),
            ["piece-roots"] = Path.GetDirectoryName(payload)!,
            ["dataset-roots"] = folder.CreateSubdirectory("datasets").FullName,
            ["listen"] = "127.0.0.1:0",
            ["http-listen"] = "127.0.0.1:0",
        };
        return options.Read(result, defaults, fixedValues);
    }

    private static string Existing(string file)
    {
        using Stream stream = Pieces.PieceArguments.Open(file);
        return stream is FileStream ? Path.GetFullPath(file) : throw new CommandException("--file needs the path of a file, not a pipe");
    }

    /// <summary>The same bytes every time, so that the demo's PieceCID is known.</summary>
    private static async Task<string> MakeAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        byte[] bytes = new byte[DefaultBytes];
        new Random(2026).NextBytes(bytes);
        string path = Path.Combine(folder, "made-up.bin");
        await File.WriteAllBytesAsync(path, bytes, cancellation);
        return path;
    }
}
