namespace FvmCompute.Grpc.Server;

/// <summary>Limits and behaviour of all services of a server.</summary>
public sealed class GrpcServerOptions
{
    /// <summary>Largest request message, in bytes, before and after decompression; checked before memory is taken for it.</summary>
    public int MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest response message, in bytes, before compression.</summary>
    public int MaxSendMessageSize { get; set; } = int.MaxValue;

    /// <summary>Answer with gzip where the client reads it.</summary>
    public bool CompressResponses { get; set; }

    /// <summary>Smallest response message, in bytes, that is worth compressing.</summary>
    public int CompressFromBytes { get; set; } = 1024;

    /// <summary>Calls that one connection may have open at once; more wait at the client.</summary>
    public int MaxConcurrentStreams { get; set; } = 100;

    /// <summary>After how long without a frame the server asks whether the client is still there.</summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the client has to answer before its connection is closed.</summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Run around every call, the first one outermost, before any request message is read.</summary>
    public IList<CallInterceptor> Interceptors { get; } = [];
}
