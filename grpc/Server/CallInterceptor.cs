using Grpc.Core;

namespace FvmCompute.Grpc.Server;

/// <summary>Handles a call from its headers to its last message.</summary>
public delegate Task CallHandler(ServerCallContext context);

/// <summary>
/// Runs around a call. To refuse it, throw an <see cref="RpcException"/> instead of calling <paramref name="next"/>; how it ended is the exception that
/// <paramref name="next"/> throws, or <see cref="ServerCallContext.Status"/>.
/// </summary>
public delegate Task CallInterceptor(ServerCallContext context, CallHandler next);
