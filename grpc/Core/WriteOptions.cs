namespace Grpc.Core;

[Flags]
public enum WriteFlags
{
    /// <summary>The message need not leave at once: it may wait for the next one.</summary>
    BufferHint = 1,

    /// <summary>The message is not compressed although the call is.</summary>
    NoCompress = 2,
}

/// <summary>How the messages that follow are written.</summary>
public sealed class WriteOptions(WriteFlags flags = 0)
{
    public static readonly WriteOptions Default = new();

    public WriteFlags Flags => flags;
}
