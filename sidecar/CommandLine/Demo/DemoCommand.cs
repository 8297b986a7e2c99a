using System.CommandLine;
using System.Numerics;
using FvmCompute.Grpc.Client;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Host;
using Grpc.Core;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary><c>demo</c>: the main job end to end in one process, through the same gRPC that others use.</summary>
internal static class DemoCommand
{
    private const int DefaultBytes = 64 << 20;

    public static Command Build()
    {
        var command = new Command(
            "demo", "prove to an on-chain actor that a piece is held, be paid for it, and see wrong answers refused; everything in one process");
        Option<string?> file = new("--file") { Description = $"the piece's payload (default: {Units.Bytes(DefaultBytes)} of made-up data)", HelpName = "file" };
        Option<uint> challenges = new("--challenges") { Description = "leaves that the market draws", HelpName = "count", DefaultValueFactory = _ => 10 };
        Option<string> price = new("--price")
        {
            Description = "what the client pays, in attoFIL or with the unit: 1FIL",
            HelpName = "amount",
            DefaultValueFactory = _ => "1FIL",
        };
        foreach (Option option in (Option[])[file, challenges, price]) { command.Options.Add(option); }
        var settings = new SettingOptions(command, "device", "device-strict", "threads", "log-level", "log-format", "block-time-ms");
        command.Runs(async (result, output, cancellation) =>
        {
            if (!Units.TryParseAmount(result.GetValue(price)!, out BigInteger amount) || amount.IsZero)
            {
                throw new CommandException($"--price '{result.GetValue(price)}' is not an amount above 0: give attoFIL, or FIL such as 1FIL");
            }

            DirectoryInfo folder = Directory.CreateTempSubdirectory("fvmcompute-demo-");
            try
            {
                string payload = result.GetValue(file) is { } given ? Existing(given) : await MakeAsync(Path.Combine(folder.FullName, "pieces"), cancellation);
                Settings read = SettingsFor(settings, result, folder, payload);
                DemoReport report = await RunAsync(read, payload, result.GetValue(challenges), amount, output, cancellation);
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
        Settings settings, string payload, uint challenges, BigInteger price, Output output, CancellationToken cancellation)
    {
        await using SidecarHost host = await SidecarHost.StartAsync(settings, cancellation);
        using GrpcChannel channel = GrpcChannel.ForAddress(host.GrpcAddress);
        try
        {
            return await new DemoRun(host, channel.CreateCallInvoker(), output, cancellation).RunAsync(payload, challenges, price);
        }
        catch (RpcException error)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new CommandException(error.Status.Detail);
        }
    }

    private static Settings SettingsFor(SettingOptions options, ParseResult result, DirectoryInfo folder, string payload)
    {
        Dictionary<string, string> defaults = new() { ["block-time-ms"] = "50", ["log-level"] = "warning" };
        Dictionary<string, string> fixedValues = new()
        {
            ["data-dir"] = Path.Combine(folder.FullName, "data"),
            ["piece-roots"] = Path.GetDirectoryName(payload)!,
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
