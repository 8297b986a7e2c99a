using System.CommandLine;
using System.Diagnostics;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.Compute;

namespace FvmCompute.Sidecar.CommandLine.Pieces;

/// <summary><c>piece verify FILE --piece-cid CID</c>, and with <c>--proof</c> the check of a possession proof without the file.</summary>
internal static class VerifyCommand
{
    public static Command Build()
    {
        var command = new Command("verify", "check that a file is the piece that a PieceCID names; exit code 1 when it is not");
        Argument<string> file = PieceArguments.File();
        Option<string> cid = PieceArguments.PieceCidOption();
        Option<ulong?> paddedSize = PieceArguments.PaddedSize();
        command.Arguments.Add(file);
        command.Options.Add(cid);
        command.Options.Add(paddedSize);
        var settings = new SettingOptions(command, "device", "device-strict", "threads");
        command.Runs((result, output, cancellation) => Task.Run(() =>
        {
            (byte[] root, ulong paddedBytes) = PieceArguments.Read(result.GetValue(cid)!, result.GetValue(paddedSize));
            using var devices = new ComputeDevices(settings.Read(result));
            using Stream payload = PieceArguments.Open(result.GetValue(file)!);
            using var progress = new ProgressLine(output, "hashing") { TotalBytes = payload.CanSeek ? payload.Length : 0 };
            Stopwatch watch = Stopwatch.StartNew();
            ComputedTree computed = devices.Commit(payload, new CommPOptions { PaddedBytes = paddedBytes, Progress = progress }, cancellation);
            return Report(output, result.GetValue(cid)!, root, PieceReport.Of(computed, watch.Elapsed), computed.Tree);
        }));
        return command;
    }

    private static int Report(Output output, string claimed, byte[] root, PieceReport found, PieceTree tree)
    {
        bool same = tree.Commitment.Root.SequenceEqual(root) && (claimed == found.PieceCidV1 || claimed == found.PieceCidV2);
        output.Result(new { verified = same, claimed, found }, (report, text) =>
        {
            text.WriteLine(same ? $"the file is the piece {claimed}" : $"the file is NOT the piece {claimed}; it is:");
            report.found.Print(text);
        });
        return same ? 0 : ExitCodes.Failed;
    }
}
