namespace FvmCompute.Sidecar.Jobs;

/// <summary>The job store cannot be used; the message names the file and what to do.</summary>
public sealed class JobStoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What became of an insertion.</summary>
public enum InsertOutcome
{
    Added,

    /// <summary>The same request was made before; the first job is returned.</summary>
    SameRequest,

    /// <summary>The request id was used for another content.</summary>
    Conflict,
}
