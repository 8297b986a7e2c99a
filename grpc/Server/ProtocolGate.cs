using Microsoft.AspNetCore.Http;

namespace FvmCompute.Grpc.Server;

/// <summary>What must hold of an HTTP request before it is a gRPC call. A request that is none gets an HTTP status, for it cannot read a gRPC one.</summary>
internal static class ProtocolGate
{
    public const string ContentType = "application/grpc";

    /// <returns>False when the response was set to an HTTP error.</returns>
    public static bool Admit(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            return Refuse(http, StatusCodes.Status505HttpVersionNotsupported);
        }

        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            return Refuse(http, StatusCodes.Status405MethodNotAllowed);
        }

        return IsGrpc(http.Request.ContentType) || Refuse(http, StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>Whether the content type is gRPC with protobuf messages.</summary>
    public static bool IsGrpc(string? contentType)
    {
        if (contentType is null || !contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)) { return false; }
        ReadOnlySpan<char> rest = contentType.AsSpan(ContentType.Length);
        if (rest.StartsWith("+proto", StringComparison.OrdinalIgnoreCase)) { rest = rest["+proto".Length..]; }
        rest = rest.TrimStart(' ');
        return rest.IsEmpty || rest[0] == ';';
    }

    private static bool Refuse(HttpContext http, int statusCode)
    {
        http.Response.StatusCode = statusCode;
        return false;
    }
}
