using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;

namespace FvmCompute.Grpc.Client;

/// <summary>
/// A way to one server, over as few HTTP/2 connections as its limits of concurrent calls allow. Meant to be long-lived and shared by all threads; a broken
/// connection is replaced by the next call.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly HttpMessageInvoker _http;

    private GrpcChannel(Uri address, HttpMessageHandler handler, GrpcChannelOptions options) : base(address.Authority)
    {
        Address = address;
        Options = options;
        _http = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    internal Uri Address { get; }

    internal GrpcChannelOptions Options { get; }

    /// <param name="address"><c>http://host:port</c> (HTTP/2 without TLS) or <c>https://host:port</c>.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">The address is neither.</exception>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null)
    {
        bool valid = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/";
        if (!valid) { throw new ArgumentException($"'{address}' is not http://host:port or https://host:port", nameof(address)); }
        options ??= new GrpcChannelOptions();
        return new GrpcChannel(uri!, NewHandler(options), options);
    }

    public override CallInvoker CreateCallInvoker() => new HttpCallInvoker(this);

    public void Dispose() => _http.Dispose();

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _http.SendAsync(request, cancellationToken);

    private static SocketsHttpHandler NewHandler(GrpcChannelOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.ConnectTimeout,
            KeepAlivePingDelay = options.KeepAlivePingDelay,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
            ActivityHeadersPropagator = null,
        };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = options.ClientCertificates,
            CertificateChainPolicy = options.TrustedRoots is null ? null : PolicyOf(options.TrustedRoots),
        };
        return handler;
    }

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
