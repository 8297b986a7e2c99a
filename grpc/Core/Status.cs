namespace Grpc.Core;

/// <summary>How a call ended.</summary>
/// <param name="StatusCode">The code.</param>
/// <param name="Detail">A sentence for people. It travels percent-encoded in <c>grpc-message</c>; never put a secret into it.</param>
/// <param name="DebugException">What caused the status on this side; it does not travel.</param>
public readonly record struct Status(StatusCode StatusCode, string Detail, Exception? DebugException = null)
{
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}
