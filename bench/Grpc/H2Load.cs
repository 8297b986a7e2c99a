using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FvmCompute.Bench.Grpc;

/// <param name="Succeeded">Responses with an HTTP status of 200 to 299.</param>
/// <param name="DataBytes">Bytes of all responses' DATA frames.</param>
internal sealed record H2LoadReport(long Succeeded, long DataBytes);

/// <summary>Runs nghttp2's load generator.</summary>
internal static partial class H2Load
{
    /// <summary>POSTs an empty gRPC message <paramref name="calls"/> times.</summary>
    public static H2LoadReport Run(int port, string path, int calls, int connections, int streams)
    {
        string body = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(body, new byte[5]);
            string[] arguments =
            [
                "-n", Text(calls), "-c", Text(connections), "-m", Text(streams), "-t", "1", "-d", body,
                "-H", "content-type: application/grpc", "-H", "te: trailers", $"http://127.0.0.1:{port}{path}",
            ];
            return Parse(Output(arguments));
        }
        finally { File.Delete(body); }
    }

    private static string Output(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("h2load", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("h2load did not start; install Debian's nghttp2-client");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"h2load exited with {process.ExitCode}\n{output}");
    }

    private static H2LoadReport Parse(string output) => new(Number(SucceededPattern(), output), Number(DataPattern(), output));

    private static long Number(Regex pattern, string output) =>
        pattern.Match(output) is { Success: true } match
            ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidDataException($"h2load's output has no '{pattern}':\n{output}");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"status codes: (\d+) 2xx")]
    private static partial Regex SucceededPattern();

    [GeneratedRegex(@"\((\d+)\) data")]
    private static partial Regex DataPattern();
}
