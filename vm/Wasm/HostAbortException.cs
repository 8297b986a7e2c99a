namespace FvmCompute.Vm.Wasm;

/// <summary>
/// Base of what a host function throws to end the invocation it was called from. It crosses WebAssembly frames and comes back as
/// <see cref="InvokeOutcome.Abort"/>. Any other exception of a host function is a bug of the host and leaves <c>Invoke</c> as it is.
/// </summary>
public abstract class HostAbortException : Exception
{
    protected HostAbortException(string message)
        : base(message)
    {
    }

    protected HostAbortException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
