namespace FvmCompute.Grpc.Framing;

/// <summary>How message bytes are compressed, per call: <c>grpc-encoding</c>.</summary>
internal enum MessageEncoding
{
    Identity,
    Gzip,
}

internal static class MessageEncodings
{
    public const string IdentityName = "identity";
    public const string GzipName = "gzip";

    /// <summary>What we can read, as <c>grpc-accept-encoding</c> says it.</summary>
    public const string Accepted = "identity,gzip";

    public static bool TryParse(string? name, out MessageEncoding encoding)
    {
        encoding = name == GzipName ? MessageEncoding.Gzip : MessageEncoding.Identity;
        return name is null or "" or IdentityName or GzipName;
    }

    public static bool AcceptsGzip(ReadOnlySpan<char> acceptEncoding)
    {
        foreach (Range part in acceptEncoding.Split(','))
        {
            if (acceptEncoding[part].Trim(' ').SequenceEqual(GzipName)) { return true; }
        }

        return false;
    }
}
