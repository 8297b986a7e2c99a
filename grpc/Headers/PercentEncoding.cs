using System.Buffers;
using System.Globalization;
using System.Text;

namespace FvmCompute.Grpc.Headers;

/// <summary>How <c>grpc-message</c> carries Unicode: UTF-8 bytes outside 0x20 to 0x7E, and <c>%</c>, as <c>%XX</c>.</summary>
internal static class PercentEncoding
{
    /// <summary>Longest text that is sent, in characters: clients refuse more than 8 to 16 KiB of trailers, and each character may become nine.</summary>
    public const int MaxCharacters = 1024;

    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(c => c != '%')]);

    public static string Encode(string text)
    {
        ReadOnlySpan<char> kept = Shortened(text);
        if (!kept.ContainsAnyExcept(Plain)) { return kept.Length == text.Length ? text : kept.ToString(); }
        var encoded = new StringBuilder(kept.Length + 32);
        foreach (byte value in Encoding.UTF8.GetBytes(kept.ToArray()))
        {
            if (Plain.Contains((char)value)) { encoded.Append((char)value); }
            else { encoded.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture)); }
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: a broken escape stays as it is, as the standard asks.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%')) { return text; }
        byte[] source = Encoding.UTF8.GetBytes(text);
        var bytes = new ArrayBufferWriter<byte>(source.Length);
        for (int i = 0; i < source.Length; i++)
        {
            bool escape = source[i] == '%' && i + 2 < source.Length && byte.TryParse(source.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out _);
            byte value = escape ? byte.Parse(source.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier) : source[i];
            bytes.Write([value]);
            if (escape) { i += 2; }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static ReadOnlySpan<char> Shortened(string text)
    {
        if (text.Length <= MaxCharacters) { return text; }
        int end = char.IsHighSurrogate(text[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters;
        return text.AsSpan(0, end);
    }
}
