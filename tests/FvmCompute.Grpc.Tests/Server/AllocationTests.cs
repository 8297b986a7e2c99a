using Google.Protobuf;
using Grpc.Health.V1;
using Xunit.Abstractions;

namespace FvmCompute.Grpc.Tests.Server;

/// <summary>What a unary call costs the garbage collector, on the server alone: the client writes frames made before.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Batch = 50;

    /// <summary>Measured 620; the message, its response and Kestrel's own part included.</summary>
    private const int MaxBytesPerCall = 900;

    [Fact]
    public async Task Unary_ManyCalls_AllocateLittleAndKeepNothing()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        await using Http2Socket socket = await Http2Socket.ConnectAsync(host.Port);
        byte[] headers = Http2Socket.RequestBlock("/grpc.health.v1.Health/Check");
        byte[] body = RawClient.Frame(new HealthCheckRequest().ToByteArray());
        int next = await CallAsync(socket, 1, 20_000, headers, body);
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);

        const int Calls = 50_000;
        await CallAsync(socket, next, Calls, headers, body);

        double perCall = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)Calls;
        long growth = GC.GetTotalMemory(forceFullCollection: true) - heap;
        output.WriteLine($"{perCall:F0} bytes per call, heap grew by {growth} bytes over {Calls} calls");
        Assert.InRange(perCall, 100, MaxBytesPerCall);
        Assert.InRange(growth, long.MinValue, 1 << 20);
    }

    /// <summary>Makes calls in batches, and returns the next free stream number.</summary>
    private static async Task<int> CallAsync(Http2Socket socket, int stream, int calls, byte[] headers, byte[] body)
    {
        for (int done = 0; done < calls; done += Batch)
        {
            for (int i = 0; i < Batch; i++, stream += 2)
            {
                socket.Write(Http2Socket.Headers, Http2Socket.EndHeaders, stream, headers);
                socket.Write(Http2Socket.Data, Http2Socket.EndStream, stream, body);
            }

            await socket.FlushAsync();
            await ReadEndsAsync(socket, Batch);
        }

        return stream;
    }

    private static async Task ReadEndsAsync(Http2Socket socket, int count)
    {
        while (count > 0)
        {
            (byte type, byte flags, _, _) = await socket.ReadAsync();
            // No Assert here: it would allocate more than the server does.
            if (type is Http2Socket.GoAway or Http2Socket.ResetStream) { throw new InvalidOperationException($"frame type {type}"); }
            if (type == Http2Socket.Headers && (flags & Http2Socket.EndStream) != 0) { count--; }
        }
    }
}
