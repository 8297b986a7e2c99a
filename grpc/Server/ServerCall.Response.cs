using System.Globalization;
using System.IO.Pipelines;
using FvmCompute.Grpc.Framing;
using FvmCompute.Grpc.Headers;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FvmCompute.Grpc.Server;

internal sealed partial class ServerCall
{
    private static readonly string[] StatusTexts = [.. Enumerable.Range(0, 17).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    private readonly Lock _gate = new();
    private ResponseState _response;
    private Task _earlyFinish = Task.CompletedTask;
    private MessageWriter? _writer;

    /// <summary>Who may touch the response: the handler's writes and the deadline exclude each other.</summary>
    private enum ResponseState
    {
        Idle,
        Writing,
        Closed,
    }

    public override async Task WriteResponseHeadersAsync(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        BeginWrite();
        try
        {
            if (http.Response.HasStarted) { throw new InvalidOperationException("the response's headers were sent already"); }
            foreach (Metadata.Entry entry in responseHeaders) { http.Response.Headers.Append(entry.Key, MetadataHeaders.ValueOf(entry)); }
            await StartResponseAsync().ConfigureAwait(false);
            await http.Response.BodyWriter.FlushAsync(WaitToken).ConfigureAwait(false);
        }
        finally { EndWrite(); }
    }

    /// <summary>Writes the one response of a unary or client-streaming call; it leaves together with the status.</summary>
    public async Task WriteSingleAsync<T>(T message, Marshaller<T> marshaller) where T : class
    {
        if (Status.StatusCode != StatusCode.OK) { return; }
        BeginWrite();
        try
        {
            await StartResponseAsync().ConfigureAwait(false);
            _writer!.Write(message, marshaller, WriteOptions);
        }
        finally { EndWrite(); }
    }

    /// <summary>Writes one of several responses, and waits for room unless the options say that it may wait for the next one.</summary>
    public async Task WriteAsync<T>(T message, Marshaller<T> marshaller, WriteOptions? writeOptions, CancellationToken cancellationToken) where T : class
    {
        BeginWrite();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await StartResponseAsync().ConfigureAwait(false);
            _writer!.Write(message, marshaller, writeOptions);
            if (writeOptions is not null && writeOptions.Flags.HasFlag(WriteFlags.BufferHint)) { return; }
            FlushResult flush = await http.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flush.IsCompleted) { throw new OperationCanceledException("the client does not read any more"); }
        }
        finally { EndWrite(); }
    }

    /// <summary>Sends the status, unless the deadline did already.</summary>
    public async Task FinishAsync()
    {
        await StopDeadlineAsync().ConfigureAwait(false);
        Task finish;
        lock (_gate)
        {
            ResponseState before = _response;
            _response = ResponseState.Closed;
            if (before == ResponseState.Writing) { throw new InvalidOperationException("the handler returned before its last write ended"); }
            finish = before == ResponseState.Closed ? _earlyFinish : SendStatusAsync(complete: false);
        }

        await finish.ConfigureAwait(false);
    }

    private void BeginWrite()
    {
        lock (_gate)
        {
            if (_response == ResponseState.Writing) { throw new InvalidOperationException("the last write has not ended; write one message at a time"); }
            if (_response == ResponseState.Closed) { throw new RpcException(Status, "the call has ended"); }
            _response = ResponseState.Writing;
        }
    }

    private void EndWrite()
    {
        lock (_gate)
        {
            if (_response == ResponseState.Writing) { _response = ResponseState.Idle; }
        }

        // A deadline that passed during the write found the response busy.
        if (DeadlineHasPassed) { AnswerDeadline(); }
    }

    private Task StartResponseAsync()
    {
        if (_writer is not null) { return Task.CompletedTask; }
        bool gzip = options.CompressResponses && MessageEncodings.AcceptsGzip((string?)http.Request.Headers.GrpcAcceptEncoding);
        _writer = new MessageWriter(
            http.Response.BodyWriter, options.MaxSendMessageSize, gzip ? MessageEncoding.Gzip : MessageEncoding.Identity, options.CompressFromBytes);
        http.Response.ContentType = ProtocolGate.ContentType;
        if (gzip) { http.Response.Headers.GrpcEncoding = MessageEncodings.GzipName; }
        return http.Response.StartAsync(CancellationToken.None);
    }

    /// <summary>An error before anything was sent goes into the headers ("Trailers-Only"), everything else into trailers.</summary>
    private async Task SendStatusAsync(bool complete)
    {
        bool inHeaders = !http.Response.HasStarted && Status.StatusCode != StatusCode.OK;
        if (inHeaders) { http.Response.ContentType = ProtocolGate.ContentType; }
        else { await StartResponseAsync().ConfigureAwait(false); }
        WriteStatus(inHeaders);
        if (complete) { await http.Response.CompleteAsync().ConfigureAwait(false); }
    }

    private void WriteStatus(bool inHeaders)
    {
        int code = (int)Status.StatusCode;
        Put(inHeaders, "grpc-status", (uint)code < (uint)StatusTexts.Length ? StatusTexts[code] : StatusTexts[(int)StatusCode.Unknown]);
        if (!string.IsNullOrEmpty(Status.Detail)) { Put(inHeaders, "grpc-message", PercentEncoding.Encode(Status.Detail)); }
        if (_responseTrailers is null) { return; }
        foreach (Metadata.Entry entry in _responseTrailers) { Put(inHeaders, entry.Key, MetadataHeaders.ValueOf(entry)); }
    }

    private void Put(bool inHeaders, string name, string value)
    {
        if (inHeaders) { http.Response.Headers.Append(name, value); }
        else { http.Response.AppendTrailer(name, value); }
    }
}
