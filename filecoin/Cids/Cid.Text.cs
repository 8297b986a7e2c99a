using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Multibases;

namespace FvmCompute.Filecoin.Cids;

public sealed partial class Cid
{
    /// <summary>The longest text <see cref="Parse"/> looks at.</summary>
    public const int MaxTextLength = 512;

    private const int Version0TextLength = 46;

    /// <summary>base58btc for version 0, multibase <c>b</c> (base32) for version 1.</summary>
    public override string ToString() => Version == 0 ? Base58.Encode(_bytes) : "b" + Base32.Encode(_bytes);

    /// <summary>Reads version 0 text (<c>Qm…</c>) or version 1 text under multibase <c>b</c>, <c>z</c> or <c>f</c>.</summary>
    public static Cid Parse(string text) => TryParse(text, out Cid? cid, out FormatError error) ? cid : throw new FilecoinFormatException(error);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Cid? cid, out FormatError error)
    {
        cid = null;
        if (text.Length is 0 or > MaxTextLength)
        {
            error = new("cid.text.length", $"CID text has {text.Length} characters; allowed are 1 to {MaxTextLength}");
            return false;
        }

        if (text.StartsWith("Qm")) { return TryParseVersion0(text, out cid, out error); }

        if (!TryDecodeMultibase(text, out byte[] bytes, out error) || !TryDecode(bytes, out cid, out error)) { return false; }

        if (cid.Version == 1) { return true; }

        cid = null;
        error = new("cid.v0.multibase", "a version 0 CID takes no multibase letter");
        return false;
    }

    private static bool TryParseVersion0(ReadOnlySpan<char> text, [NotNullWhen(true)] out Cid? cid, out FormatError error)
    {
        cid = null;
        if (text.Length != Version0TextLength)
        {
            error = new("cid.v0.length", $"version 0 CID text has {Version0TextLength} characters, found {text.Length}");
            return false;
        }

        if (Base58.TryDecode(text, out byte[] bytes)) { return TryDecode(bytes, out cid, out error); }

        error = new("cid.base58", "CID text holds a character outside base58btc");
        return false;
    }

    private static bool TryDecodeMultibase(ReadOnlySpan<char> text, out byte[] bytes, out FormatError error)
    {
        error = default;
        ReadOnlySpan<char> body = text[1..];
        switch (text[0])
        {
            case 'b':
                bytes = new byte[body.Length * 5 / 8];
                if (!Base32.TryDecode(body, bytes, out _)) { error = new("cid.base32", "CID text is not strict lower-case base32 without padding"); }
                break;
            case 'z':
                if (!Base58.TryDecode(body, out bytes)) { error = new("cid.base58", "CID text holds a character outside base58btc"); }
                break;
            case 'f':
                if (!TryDecodeHex(body, out bytes)) { error = new("cid.base16", "CID text is not lower-case base16"); }
                break;
            default:
                bytes = [];
                error = new("cid.multibase", $"multibase letter U+{(int)text[0]:x4} is not one of b, z, f");
                break;
        }

        return error.IsNone;
    }

    private static bool TryDecodeHex(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        return text.Length % 2 == 0
            && !text.ContainsAnyExceptInRange('0', 'f')
            && !text.ContainsAnyInRange('A', 'F')
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
