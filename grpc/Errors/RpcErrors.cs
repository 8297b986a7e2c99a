using FvmCompute.Grpc.Headers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;

namespace FvmCompute.Grpc.Errors;

/// <summary>Errors with machine-readable details: a <c>google.rpc.Status</c> in the trailer <c>grpc-status-details-bin</c>.</summary>
public static class RpcErrors
{
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Most bytes of details that are sent: clients refuse more than 8 KiB of trailers, base64 and the message included.</summary>
    public const int MaxDetailBytes = 4096;

    /// <param name="code">Not <see cref="StatusCode.OK"/>.</param>
    /// <param name="message">A sentence that says what to do; cut at 1024 characters.</param>
    /// <param name="details">Most important first: from the first one on that would bring the whole over <see cref="MaxDetailBytes"/>, they are left out.</param>
    public static RpcException Create(StatusCode code, string message, params ReadOnlySpan<IMessage> details)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(code, StatusCode.OK);
        string sent = message.Length <= PercentEncoding.MaxCharacters ? message : message[..PercentEncoding.MaxCharacters];
        var status = new RpcStatus { Code = (int)code, Message = sent };
        foreach (IMessage detail in details)
        {
            var packed = Any.Pack(detail);
            if (status.CalculateSize() + packed.CalculateSize() > MaxDetailBytes) { break; }
            status.Details.Add(packed);
        }

        return new RpcException(new Status(code, sent), new Metadata { { DetailsTrailer, status.ToByteArray() } });
    }

    /// <summary>INVALID_ARGUMENT for one field of the request.</summary>
    /// <param name="field">Its path: <c>spec.possession.challenges</c>.</param>
    /// <param name="description">The value, the allowed range, and what to do.</param>
    /// <param name="reason">A stable code in UPPER_SNAKE_CASE, or nothing.</param>
    public static RpcException BadField(string field, string description, string reason = "")
    {
        var violation = new BadRequest.Types.FieldViolation { Field = field, Description = description, Reason = reason };
        return Create(StatusCode.InvalidArgument, $"{field}: {description}", new BadRequest { FieldViolations = { violation } });
    }

    /// <summary>The details that came with an error; null when there are none or they cannot be read.</summary>
    public static RpcStatus? GetRpcStatus(this RpcException error)
    {
        byte[]? bytes = error.Trailers.GetValueBytes(DetailsTrailer);
        try { return bytes is null ? null : RpcStatus.Parser.ParseFrom(bytes); }
        catch (InvalidProtocolBufferException) { return null; }
    }

    /// <summary>The first detail of a type; null when there is none.</summary>
    public static T? GetDetail<T>(this RpcException error) where T : class, IMessage<T>, new()
    {
        foreach (Any detail in error.GetRpcStatus()?.Details ?? [])
        {
            if (detail.TryUnpack(out T found)) { return found; }
        }

        return null;
    }
}
