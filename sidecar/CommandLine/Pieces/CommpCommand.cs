using System.CommandLine;
using System.Diagnostics;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.Compute;

namespace FvmCompute.Sidecar.CommandLine.Pieces;

/// <summary><c>piece commp FILE</c>.</summary>
internal static class CommpCommand
{
    public static Command Build()
    {
        var command = new Command("commp", "compute the piece commitment of a file: PieceCID v1 and v2 (FRC-0069)");
        Argument<string> file = PieceArguments.File();
        Option<ulong?> paddedSize = PieceArguments.PaddedSize();
        command.Arguments.Add(file);
        command.Options.Add(paddedSize);
        var settings = new SettingOptions(command, "device", "device-strict", "threads");
        command.Runs((result, output, cancellation) => Task.Run(() =>
        {
            using var devices = new ComputeDevices(settings.Read(result));
            using Stream payload = PieceArguments.Open(result.GetValue(file)!);
            using var progress = new ProgressLine(output, "hashing") { TotalBytes = payload.CanSeek ? payload.Length : 0 };
            Stopwatch watch = Stopwatch.StartNew();
            ComputedTree computed = devices.Commit(payload, new CommPOptions { PaddedBytes = result.GetValue(paddedSize), Progress = progress }, cancellation);
            output.Result(PieceReport.Of(computed, watch.Elapsed), (report, text) => report.Print(text));
            return 0;
        }));
        return command;
    }
}
