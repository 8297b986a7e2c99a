using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using FvmCompute.Grpc.Headers;
using Grpc.Core;

namespace FvmCompute.Grpc.Client;

/// <summary>What an HTTP response, or its failure, means for a call ("HTTP to gRPC Status Code Mapping").</summary>
internal static class ResponseStatus
{
    public const string StatusHeader = "grpc-status";

    /// <summary>The failure of a response that is not gRPC; null when it is.</summary>
    public static Status? OfHttp(HttpResponseMessage response)
    {
        string? type = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode == HttpStatusCode.OK && type?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true) { return null; }
        if (Single(response.Headers, StatusHeader) is not null) { return OfTrailers(response.Headers); }
        StatusCode code = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => StatusCode.Internal,
            HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
            HttpStatusCode.NotFound => StatusCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };
        return new Status(code, $"the server answered with HTTP status {(int)response.StatusCode} and content type '{type}', which is not gRPC");
    }

    public static Status OfTrailers(HttpResponseHeaders trailers)
    {
        string? text = Single(trailers, StatusHeader);
        if (text is null) { return new Status(StatusCode.Internal, "the response ended without a status"); }
        bool known = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && Enum.IsDefined((StatusCode)code);
        string message = PercentEncoding.Decode(Single(trailers, "grpc-message") ?? "");
        return known ? new Status((StatusCode)code, message) : new Status(StatusCode.Unknown, $"unknown status '{text}': {message}");
    }

    public static Status OfException(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is RpcException rpc) { return rpc.Status; }
            if (cause is HttpProtocolException protocol) { return new Status(OfHttp2Error(protocol.ErrorCode), protocol.Message, error); }
        }

        return error is HttpRequestException or IOException
            ? new Status(StatusCode.Unavailable, $"the server could not be reached: {error.Message}", error)
            : new Status(StatusCode.Internal, $"the call failed: {error.Message}", error);
    }

    /// <exception cref="RpcException">INTERNAL: the server sent malformed metadata.</exception>
    public static Metadata MetadataOf(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            foreach (string value in values) { MetadataHeaders.Read(metadata, name, value); }
        }

        return metadata;
    }

    public static string? Single(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    /// <summary>RFC 9113 §7, as "gRPC over HTTP2" maps it.</summary>
    private static StatusCode OfHttp2Error(long error) => error switch
    {
        0x7 => StatusCode.Unavailable,
        0x8 => StatusCode.Cancelled,
        0xb => StatusCode.ResourceExhausted,
        0xc => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}
