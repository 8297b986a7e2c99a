using FvmCompute.Grpc.Framing;
using FvmCompute.Grpc.Headers;
using Grpc.Core;

namespace FvmCompute.Grpc.Server;

internal sealed partial class ServerCall
{
    /// <summary>The longest time a timer takes, about 49.7 days. A deadline beyond it is shown to the handler but never fires.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private DateTime _deadline = DateTime.MaxValue;
    private CancellationTokenSource? _deadlineSource;
    private CancellationTokenRegistration _deadlineRegistration;

    public override DateTime Deadline => _deadline;

    public override CancellationToken CancellationToken => _deadlineSource?.Token ?? http.RequestAborted;

    /// <summary>For waits on the request and the response: these end by themselves when the client goes away, so a token is needed only for a deadline.</summary>
    public CancellationToken WaitToken => _deadlineSource?.Token ?? default;

    private bool DeadlineHasPassed => _deadlineSource is { IsCancellationRequested: true } && !http.RequestAborted.IsCancellationRequested;

    private void StartDeadline(string header)
    {
        if (!TimeoutHeader.TryParse(header, out TimeSpan timeout)) { throw FramingErrors.BadTimeout(header); }
        DateTime now = DateTime.UtcNow;
        _deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        if (timeout > LongestTimer) { return; }
        _deadlineSource = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        _deadlineRegistration = _deadlineSource.Token.UnsafeRegister(static call => ((ServerCall)call!).AnswerDeadline(), this);
        _deadlineSource.CancelAfter(timeout);
    }

    /// <summary>Tells the client at once, even if the handler does not heed its token; what the handler writes afterwards is refused.</summary>
    private void AnswerDeadline()
    {
        if (!DeadlineHasPassed) { return; }
        lock (_gate)
        {
            if (_response != ResponseState.Idle) { return; }
            _response = ResponseState.Closed;
            Status = DeadlineStatus();
            _responseTrailers = null;
            _earlyFinish = SendStatusAsync(complete: true);
        }
    }

    private static Status DeadlineStatus() => new(StatusCode.DeadlineExceeded, "the deadline passed before the call was done");

    private async ValueTask StopDeadlineAsync()
    {
        if (_deadlineSource is null) { return; }
        await _deadlineRegistration.DisposeAsync().ConfigureAwait(false);
        _deadlineSource.Dispose();
    }
}
