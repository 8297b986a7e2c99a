namespace FvmCompute.Vm.Kernel;

/// <summary>Help for authors of actors: only while debugging is on, which a chain never does.</summary>
public sealed partial class ActorKernel
{
    private const int MaxArtifactNameLength = 256;

    public void Log(string message) => _calls.Trace?.OnLog(message);

    /// <summary>Keeps bytes for whoever debugs, in the trace. The name may be used as a file name later, so it may not leave a folder.</summary>
    public SyscallResult StoreArtifact(string name, ReadOnlySpan<byte> data)
    {
        if (name.Length is 0 or > MaxArtifactNameLength || name[0] == '.' || name.AsSpan().ContainsAny('/', '\\'))
        {
            return Fail(ErrorNumber.IllegalArgument, $"artifact name '{name}' is not 1 to {MaxArtifactNameLength} characters without separators and leading dot");
        }

        _calls.Trace?.OnArtifact(name, data);
        return SyscallResult.Ok;
    }
}
