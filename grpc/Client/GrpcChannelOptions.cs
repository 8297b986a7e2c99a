using System.Security.Cryptography.X509Certificates;
using Grpc.Core;

namespace FvmCompute.Grpc.Client;

/// <summary>How a channel reaches its server.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>Largest response message, in bytes, before and after decompression; checked before memory is taken for it.</summary>
    public int MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest request message, in bytes, before compression.</summary>
    public int MaxSendMessageSize { get; set; } = int.MaxValue;

    /// <summary>Send requests with gzip. The server must read it; all known ones do.</summary>
    public bool CompressRequests { get; set; }

    /// <summary>Smallest request message, in bytes, that is worth compressing.</summary>
    public int CompressFromBytes { get; set; } = 1024;

    /// <summary>Sent with every call: a bearer token, for instance.</summary>
    public Metadata DefaultHeaders { get; } = [];

    /// <summary>The only authorities whose server certificates are trusted; null: those of the system. Revocation is not checked for them.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>What the client shows of itself to a server that asks (mutual TLS).</summary>
    public X509Certificate2Collection? ClientCertificates { get; set; }

    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>After how long without a frame the client asks whether the server is still there.</summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the server has to answer before the connection is given up.</summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
