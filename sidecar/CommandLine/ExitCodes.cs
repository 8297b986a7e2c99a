namespace FvmCompute.Sidecar.CommandLine;

/// <summary>Exit codes of every command; 0 is success.</summary>
public static class ExitCodes
{
    /// <summary>The command did what was asked and the answer is no, or it failed with the message on standard error.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Interrupted by the user (128 + SIGINT).</summary>
    public const int Cancelled = 130;
}

/// <summary>A failure whose message is all that a user needs.</summary>
public sealed class CommandException(string message) : Exception(message);
