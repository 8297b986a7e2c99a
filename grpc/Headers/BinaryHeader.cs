namespace FvmCompute.Grpc.Headers;

/// <summary>Values of <c>-bin</c> headers: base64, written without padding, read with or without it (gRPC over HTTP/2, "Custom-Metadata").</summary>
internal static class BinaryHeader
{
    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    /// <returns>False when the text is not base64; nothing is guessed or skipped.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] value)
    {
        ReadOnlySpan<char> digits = text.TrimEnd('=');
        value = [];
        bool paddingFits = digits.Length == text.Length || (text.Length % 4 == 0 && text.Length - digits.Length <= 2);
        if (!paddingFits || digits.Length % 4 == 1 || digits.ContainsAny(' ', '\t')) { return false; }
        Span<char> padded = digits.Length <= 1024 ? stackalloc char[1028] : new char[digits.Length + 3];
        digits.CopyTo(padded);
        padded[digits.Length..].Fill('=');
        padded = padded[..((digits.Length + 3) / 4 * 4)];
        byte[] bytes = new byte[digits.Length * 3 / 4];
        if (!Convert.TryFromBase64Chars(padded, bytes, out int written) || written != bytes.Length) { return false; }
        value = bytes;
        return true;
    }
}
