namespace FvmCompute.Vm.Kernel;

/// <summary>
/// The answer of a host call: success, or an error number for the actor with a message for humans. A value, not an exception, because actors can make it fail
/// hundreds of thousands of times in a message. <c>a &amp;&amp; b</c> stops at the first failure and is that failure.
/// </summary>
public readonly record struct SyscallResult
{
    public static readonly SyscallResult Ok;

    private SyscallResult(ErrorNumber error, string message)
    {
        Error = error;
        Message = message;
    }

    public ErrorNumber Error { get; }

    /// <summary>Why, naming the thing and the value; null on success.</summary>
    public string? Message { get; }

    public bool IsOk => Error == ErrorNumber.None;

    public static SyscallResult Fail(ErrorNumber error, string message) => new(error, message);

    public static bool operator true(SyscallResult result) => result.IsOk;

    public static bool operator false(SyscallResult result) => !result.IsOk;

    public static bool operator !(SyscallResult result) => !result.IsOk;

    public static SyscallResult operator &(SyscallResult left, SyscallResult right) => left.IsOk ? right : left;

    public override string ToString() => IsOk ? "ok" : $"{Error}: {Message}";
}
