using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Varints;

public enum UvarintStatus
{
    Ok,
    Truncated,
    TooLong,
    NonMinimal,
}

internal static class UvarintStatusExtensions
{
    /// <summary>The error <c>&lt;domain&gt;.varint.*</c> for a varint that holds <paramref name="what"/>.</summary>
    public static FormatError ToError(this UvarintStatus status, string domain, string what) => status switch
    {
        UvarintStatus.Truncated => new($"{domain}.varint.truncated", $"the {what} varint ends before its last byte"),
        UvarintStatus.TooLong => new($"{domain}.varint.toolong", $"the {what} varint is longer than {Uvarint.MaxLength} bytes"),
        UvarintStatus.NonMinimal => new($"{domain}.varint.nonminimal", $"the {what} varint is not in its shortest form"),
        _ => default,
    };
}
