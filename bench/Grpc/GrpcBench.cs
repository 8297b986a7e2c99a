using FvmCompute.Bench.Comparisons;
using FvmCompute.Bench.Results;
using Grpc.Health.V1;

namespace FvmCompute.Bench.Grpc;

/// <summary>
/// Unary calls against their floor, a Kestrel endpoint that answers the same bytes without knowing gRPC. The load comes from h2load (Debian:
/// nghttp2-client) on the same machine, so client and server share its cores.
/// </summary>
public static class GrpcBench
{
    private static readonly int ResponseFrameBytes = 5 + new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving }.CalculateSize();

    /// <param name="calls">Calls of one turn.</param>
    /// <param name="rounds">Turns of each candidate.</param>
    public static async Task<IReadOnlyList<ResultRow>> RunAsync(int calls, int rounds)
    {
        await using LoadedServer server = await LoadedServer.StartAsync();
        (double Median, double Spread)[] rates = Stopwatching.Rates(
            rounds,
            () => Load(server, LoadedServer.BarePath, calls),
            () => Load(server, LoadedServer.CallPath, calls));
        return
        [
            new("unary calls, h2load on the same cores", rates[1].Median, "k calls/s", "bare Kestrel endpoint", rates[0].Median, rates[1].Spread),
        ];
    }

    /// <summary>How many bytes the heap grows by over that many calls, after full collections before and after.</summary>
    public static async Task<long> HeapGrowthAsync(int calls)
    {
        await using LoadedServer server = await LoadedServer.StartAsync();
        Load(server, LoadedServer.CallPath, 50_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Load(server, LoadedServer.CallPath, calls);
        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }

    private static double Load(LoadedServer server, string path, int calls)
    {
        H2LoadReport report = H2Load.Run(server.Port, path, calls, connections: 4, streams: 50);
        if (report.Succeeded != calls || report.DataBytes != (long)calls * ResponseFrameBytes)
        {
            throw new InvalidOperationException($"{path}: {report.Succeeded} of {calls} calls succeeded, with {report.DataBytes} bytes of data");
        }

        return calls / 1e3;
    }
}
