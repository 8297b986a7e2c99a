using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests;

/// <summary>What came back from a request that <see cref="RawClient"/> made.</summary>
internal sealed record RawResponse(HttpStatusCode Http, StatusCode? Status, string Message, bool TrailersOnly, byte[] Body, HttpResponseHeaders Headers);

/// <summary>Sends any bytes with any headers as a gRPC request, right or wrong.</summary>
internal sealed class RawClient(string address) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null });

    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        byte[] frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public Task<RawResponse> CallAsync(string path, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, "application/grpc", body, headers);

    public async Task<RawResponse> SendAsync(HttpMethod method, string path, string? contentType, byte[] body, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await OpenAsync(method, path, contentType, new ByteArrayContent(body), headers);
        byte[] received = await response.Content.ReadAsByteArrayAsync();
        bool trailersOnly = response.Headers.Contains("grpc-status");
        HttpResponseHeaders source = trailersOnly ? response.Headers : response.TrailingHeaders;
        StatusCode? status = source.TryGetValues("grpc-status", out IEnumerable<string>? values) ? (StatusCode)int.Parse(values.Single()) : null;
        string message = source.TryGetValues("grpc-message", out IEnumerable<string>? texts) ? Uri.UnescapeDataString(texts.Single()) : "";
        return new RawResponse(response.StatusCode, status, message, trailersOnly, received, response.Headers);
    }

    /// <summary>Returns as soon as the response's headers are here; its body is not read.</summary>
    public Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, string? contentType, HttpContent content, (string Name, string Value)[] headers, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(method, address + path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (method != HttpMethod.Get) { request.Content = content; }
        if (contentType is not null) { request.Content?.Headers.TryAddWithoutValidation("content-type", contentType); }
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach ((string name, string value) in headers) { request.Headers.TryAddWithoutValidation(name, value); }
        return _http.SendAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
