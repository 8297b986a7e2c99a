using Grpc.Core;

namespace FvmCompute.Grpc.Framing;

/// <summary>What is wrong with bytes or headers that do not follow gRPC over HTTP/2. The codes are those of the other implementations.</summary>
internal static class FramingErrors
{
    public static RpcException TooLarge(uint bytes, int maxBytes) =>
        Error(StatusCode.ResourceExhausted, $"a message of {bytes} bytes was received; the limit is {maxBytes}");

    public static RpcException DecompressedTooLarge(int maxBytes) =>
        Error(StatusCode.ResourceExhausted, $"a message decompresses to more than the limit of {maxBytes} bytes");

    public static RpcException TooLargeToSend(int bytes, int maxBytes) =>
        Error(StatusCode.ResourceExhausted, $"a message of {bytes} bytes was to be sent; the limit is {maxBytes}");

    public static RpcException NotGzip() => Error(StatusCode.Internal, "a message marked as gzip is not gzip");

    public static RpcException BadFlag(byte flag) => Error(StatusCode.Internal, $"a message begins with compression flag {flag}; allowed are 0 and 1");

    public static RpcException CompressedWithoutEncoding() =>
        Error(StatusCode.Internal, "a message is marked as compressed but grpc-encoding names no compression");

    public static RpcException Truncated(long bytes) => Error(StatusCode.Internal, $"the stream ended inside a message, after {bytes} of its bytes (header included)");

    public static RpcException NoMessage() => Error(StatusCode.Internal, "the stream ended without a message where exactly one was expected");

    public static RpcException ExtraMessage() => Error(StatusCode.Internal, "a second message was received where exactly one was expected");

    public static RpcException NotParseable(string type, Exception cause) => Error(StatusCode.Internal, $"a message is not a valid {type}", cause);

    public static RpcException UnknownEncoding(string name, string accepted) =>
        Error(StatusCode.Unimplemented, $"grpc-encoding '{name}' is not supported; supported are {accepted}");

    public static RpcException BadTimeout(string value) =>
        Error(StatusCode.Internal, $"grpc-timeout '{value}' is not one to eight digits followed by one of H, M, S, m, u, n");

    public static RpcException NotBase64(string name) => Error(StatusCode.Internal, $"the metadata '{name}' is not base64");

    public static RpcException BadMetadata(string name) => Error(StatusCode.Internal, $"the metadata '{name}' has a key or a value with characters that are not allowed");

    public static RpcException ReservedKey(string name) => Error(StatusCode.Internal, $"the metadata key '{name}' is reserved");

    private static RpcException Error(StatusCode code, string detail, Exception? cause = null) => new(new Status(code, detail, cause));
}
