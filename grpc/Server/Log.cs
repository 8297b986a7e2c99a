using Microsoft.Extensions.Logging;

namespace FvmCompute.Grpc.Server;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} failed")]
    public static partial void HandlerFailed(ILogger logger, Exception error, string method);

    [LoggerMessage(2, LogLevel.Debug, "The status of {Method} could not be sent")]
    public static partial void StatusNotSent(ILogger logger, Exception error, string method);
}
