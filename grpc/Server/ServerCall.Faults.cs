using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Grpc.Server;

internal sealed partial class ServerCall
{
    private const string HiddenFault = "the server failed to handle the call";

    /// <summary>Turns what a handler threw into the call's status. Only an <see cref="RpcException"/> tells the client why.</summary>
    public void Fail(Exception error, ILogger logger)
    {
        lock (_gate)
        {
            if (_response == ResponseState.Closed) { return; }
            Status = StatusOf(error);
            if (error is RpcException { Trailers: { Count: > 0 } trailers }) { AddTrailers(trailers); }
        }

        if (Status.StatusCode == StatusCode.Unknown && error is not RpcException) { Log.HandlerFailed(logger, error, Method); }
    }

    private Status StatusOf(Exception error)
    {
        if (DeadlineHasPassed) { return DeadlineStatus(); }
        if (error is RpcException rpc) { return rpc.Status; }
        bool left = error is ConnectionResetException or ConnectionAbortedException || http.RequestAborted.IsCancellationRequested;
        if (left && error is OperationCanceledException or IOException) { return new Status(StatusCode.Cancelled, "the client cancelled the call"); }
        if (error is BadHttpRequestException) { return new Status(StatusCode.Internal, "the request could not be read to its end"); }
        return error is OperationCanceledException ? new Status(StatusCode.Cancelled, "the server cancelled the call") : new Status(StatusCode.Unknown, HiddenFault);
    }

    private void AddTrailers(Metadata trailers)
    {
        foreach (Metadata.Entry entry in trailers) { ResponseTrailers.Add(entry); }
    }
}
