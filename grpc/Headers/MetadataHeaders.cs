using System.Collections.Frozen;
using FvmCompute.Grpc.Framing;
using Grpc.Core;

namespace FvmCompute.Grpc.Headers;

/// <summary>Between <see cref="Metadata"/> and HTTP headers.</summary>
internal static class MetadataHeaders
{
    /// <summary>Headers that belong to HTTP or to gRPC itself: not shown as metadata, and not accepted as such.</summary>
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "connection", "content-encoding", "content-length", "content-type", "date", "grpc-accept-encoding", "grpc-encoding", "grpc-message",
        "grpc-message-type", "grpc-status", "grpc-timeout", "host", "keep-alive", "proxy-connection", "server", "te", "trailer", "transfer-encoding", "upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsReserved(string name) => name.StartsWith(':') || Reserved.Contains(name);

    public static bool IsBinary(string name) => name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The header's value for one entry.</summary>
    /// <exception cref="RpcException">INTERNAL: the key is reserved.</exception>
    public static string ValueOf(Metadata.Entry entry) =>
        IsReserved(entry.Key) ? throw FramingErrors.ReservedKey(entry.Key)
        : entry.IsBinary ? BinaryHeader.Encode(entry.Bytes)
        : entry.Value;

    /// <summary>Adds what one received header holds. A binary header may hold several values with commas between them.</summary>
    /// <exception cref="RpcException">INTERNAL: the value is not base64, or not printable ASCII.</exception>
    public static void Read(Metadata metadata, string name, string value)
    {
        if (IsReserved(name)) { return; }
        if (!IsBinary(name)) { AddText(metadata, name, value); }
        else
        {
            foreach (Range part in value.AsSpan().Split(','))
            {
                if (!BinaryHeader.TryDecode(value.AsSpan(part).Trim(' '), out byte[] bytes)) { throw FramingErrors.NotBase64(name); }
                AddChecked(metadata, name, () => new Metadata.Entry(name, bytes));
            }
        }
    }

    private static void AddText(Metadata metadata, string name, string value) => AddChecked(metadata, name, () => new Metadata.Entry(name, value.Trim(' ')));

    private static void AddChecked(Metadata metadata, string name, Func<Metadata.Entry> entry)
    {
        try { metadata.Add(entry()); }
        catch (ArgumentException) { throw FramingErrors.BadMetadata(name); }
    }
}
