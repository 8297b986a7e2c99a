using System.Net;
using System.Net.Sockets;
using FvmCompute.Grpc.Framing;
using FvmCompute.Grpc.Headers;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FvmCompute.Grpc.Server;

/// <summary>One call on the server: from <see cref="Start"/>, which reads the request's headers, to <see cref="FinishAsync"/>, which sends the status.</summary>
internal sealed partial class ServerCall(HttpContext http, IMethod method, GrpcServerOptions options) : ServerCallContext
{
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private MessageReader? _reader;

    public HttpContext Http => http;

    public override string Method => method.FullName;

    public override string Host => http.Request.Host.Value ?? "";

    public override string Peer => PeerOf(http.Connection);

    public override Metadata RequestHeaders => _requestHeaders ??= ReadHeaders();

    public override Metadata ResponseTrailers => _responseTrailers ??= [];

    public override IDictionary<object, object> UserState => http.Items!;

    /// <summary>The request's messages; there only after <see cref="Start"/>.</summary>
    public MessageReader Reader => _reader!;

    /// <summary>Reads what the request's headers say of the call.</summary>
    /// <exception cref="RpcException">A header is malformed, or its encoding unknown.</exception>
    public void Start()
    {
        IHeaderDictionary headers = http.Request.Headers;
        if ((string?)headers.GrpcTimeout is string timeout) { StartDeadline(timeout); }
        string? encodingName = headers.GrpcEncoding;
        if (!MessageEncodings.TryParse(encodingName, out MessageEncoding encoding)) { throw UnknownEncoding(encodingName!); }
        _reader = new MessageReader(http.Request.BodyReader, options.MaxReceiveMessageSize, encoding);
        foreach ((string name, _) in headers)
        {
            // Malformed bytes are refused although the handler might never look at them.
            if (MetadataHeaders.IsBinary(name)) { _requestHeaders ??= ReadHeaders(); }
        }
    }

    private RpcException UnknownEncoding(string name)
    {
        http.Response.Headers.GrpcAcceptEncoding = MessageEncodings.Accepted;
        return FramingErrors.UnknownEncoding(name, MessageEncodings.Accepted);
    }

    private Metadata ReadHeaders()
    {
        var metadata = new Metadata();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in http.Request.Headers)
        {
            foreach (string? value in values) { MetadataHeaders.Read(metadata, name, value ?? ""); }
        }

        return metadata;
    }

    private static string PeerOf(ConnectionInfo connection) => connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } address => $"ipv6:{new IPEndPoint(address, connection.RemotePort)}",
        IPAddress address => $"ipv4:{address}:{connection.RemotePort}",
    };
}
