using System.Collections.Concurrent;
using FvmCompute.Grpc.Errors;
using FvmCompute.Test.V1;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests;

/// <summary>Serves every kind of call, and records how its calls ended.</summary>
public sealed class EchoService : Echo.EchoBase
{
    /// <summary>Payload that makes a response of <see cref="Expand"/> large.</summary>
    public int ExpandPayload { get; set; }

    /// <summary>Responses of <see cref="Expand"/> written so far, over all calls.</summary>
    public int Expanded;

    /// <summary>Text of each request whose handler saw its token cancelled.</summary>
    public ConcurrentDictionary<string, bool> Cancelled { get; } = new();

    /// <summary>Text of each unary request whose handler began.</summary>
    public ConcurrentDictionary<string, bool> Began { get; } = new();

    /// <summary>Stubborn handlers wait for it, whatever becomes of their call.</summary>
    public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task<EchoResponse> Unary(EchoRequest request, ServerCallContext context)
    {
        if (request.Text.Length > 0) { Began[request.Text] = true; }
        if (request.DelayMs > 0 || request.Stubborn) { await Wait(request, context); }
        return new EchoResponse { Text = request.Text, Payload = request.Payload, PayloadBytes = (ulong)request.Payload.Length };
    }

    public override async Task Expand(EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        using var recorder = new Recorder(this, request.Text, context);
        for (uint i = 0; i < request.Count; i++)
        {
            if (request.DelayMs > 0) { await Task.Delay((int)request.DelayMs, context.CancellationToken); }
            var response = new EchoResponse { Text = request.Text, Index = i };
            if (ExpandPayload > 0) { response.Payload = Google.Protobuf.ByteString.CopyFrom(new byte[ExpandPayload]); }
            await responseStream.WriteAsync(response);
            Interlocked.Increment(ref Expanded);
        }
    }

    public override async Task<EchoResponse> Collect(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        var response = new EchoResponse();
        await foreach (EchoRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (request.Text == "stop") { throw new RpcException(new Status(StatusCode.Aborted, "stopped")); }
            response.Index++;
            response.PayloadBytes += (ulong)request.Payload.Length;
            response.Text += request.Text;
        }

        return response;
    }

    public override async Task Chat(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        using var recorder = new Recorder(this, "", context);
        uint index = 0;
        await foreach (EchoRequest request in requestStream.ReadAllAsync())
        {
            if (index == 0) { recorder.Text = request.Text; }
            if (request.Text == "stop") { throw new RpcException(new Status(StatusCode.Aborted, "stopped")); }
            await responseStream.WriteAsync(new EchoResponse { Text = request.Text, Payload = request.Payload, Index = index++ });
        }
    }

    public override Task<EchoResponse> Fail(FailRequest request, ServerCallContext context)
    {
        switch (request.How)
        {
            case FailRequest.Types.How.RpcException: throw new RpcException(new Status((StatusCode)request.Code, request.Message), new Metadata { { "why", "asked" } });
            case FailRequest.Types.How.BadField: throw RpcErrors.BadField("spec.count", request.Message, "OUT_OF_RANGE");
            case FailRequest.Types.How.PlainException: throw new InvalidDataException(request.Message);
            default:
                context.Status = new Status((StatusCode)request.Code, request.Message);
                return Task.FromResult(new EchoResponse());
        }
    }

    public override async Task<EchoResponse> Reflect(EchoRequest request, ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (Metadata.Entry entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("echo-", StringComparison.Ordinal)))
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }

        await context.WriteResponseHeadersAsync(headers);
        return new EchoResponse { Text = $"{context.Peer} {context.Host} {context.Method} {context.Deadline != DateTime.MaxValue}" };
    }

    private async Task Wait(EchoRequest request, ServerCallContext context)
    {
        using var recorder = new Recorder(this, request.Text, context);
        await (request.Stubborn ? LetGo.Task : Task.Delay((int)request.DelayMs, context.CancellationToken));
    }

    /// <summary>Notes whether a handler's token was cancelled, at its end or, as the token may come after the failed read that ends it, right after.</summary>
    private sealed class Recorder : IDisposable
    {
        private readonly EchoService _service;
        private readonly CancellationToken _token;

        public Recorder(EchoService service, string text, ServerCallContext context)
        {
            _service = service;
            _token = context.CancellationToken;
            Text = text;
            _token.Register(Note);
        }

        public string Text { get; set; }

        public void Dispose()
        {
            if (_token.IsCancellationRequested) { Note(); }
        }

        private void Note() => _service.Cancelled[Text] = true;
    }
}
