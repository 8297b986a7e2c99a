using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Multibases;
using FvmCompute.Filecoin.Varints;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Addresses;

public sealed partial class Address
{
    /// <summary>Network letter, protocol digit, 19 digits, <c>f</c>, base32 of the sub-address and checksum.</summary>
    public const int MaxTextLength = 115;

    private const int ChecksumLength = 4;
    private const int MaxDecimalDigits = 19;

    public override string ToString() => ToString(Network.Mainnet);

    public string ToString(Network network)
    {
        string prefix = $"{(network == Network.Mainnet ? 'f' : 't')}{(byte)Protocol}";
        if (TryGetId(out ulong id)) { return prefix + id.ToString(CultureInfo.InvariantCulture); }

        Span<byte> checksum = stackalloc byte[ChecksumLength];
        Blake2b.Hash(_bytes, checksum);
        return TryGetDelegated(out ulong actorNamespace, out ReadOnlySpan<byte> subaddress)
            ? $"{prefix}{actorNamespace}f{Base32.Encode([.. subaddress, .. checksum])}"
            : prefix + Base32.Encode([.. Payload, .. checksum]);
    }

    /// <summary>Reads text of either network; only texts that <see cref="ToString(Network)"/> writes are taken.</summary>
    public static Address Parse(string text) =>
        TryParse(text, out Address? address, out FormatError error) ? address : throw new FilecoinFormatException(error);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Address? address, out FormatError error)
    {
        address = null;
        error = CheckPrefix(text);
        if (!error.IsNone) { return false; }

        ReadOnlySpan<char> body = text[2..];
        Span<byte> bytes = stackalloc byte[MaxTextLength];
        bytes[0] = (byte)(text[1] - '0');
        bool ok = (AddressProtocol)bytes[0] switch
        {
            AddressProtocol.Id => TryDecodeNumber(body, bytes, out int length, out error) && TryFinish(bytes[..length], out address, out error),
            AddressProtocol.Delegated => TryParseDelegated(body, bytes, out address, out error),
            _ => TryParseChecked(body, bytes, 1, out address, out error),
        };
        return ok && address is not null;
    }

    private static FormatError CheckPrefix(ReadOnlySpan<char> text)
    {
        if (text.Length is < 3 or > MaxTextLength)
        {
            return new("address.text.length", $"address text has {text.Length} characters; allowed are 3 to {MaxTextLength}");
        }

        if (text[0] is not ('f' or 't')) { return new("address.network", $"network letter U+{(int)text[0]:x4} is neither f nor t"); }

        return text[1] is >= '0' and <= '4' ? default : new("address.protocol", $"address protocol character U+{(int)text[1]:x4} is not 0 to 4");
    }

    private static bool TryParseDelegated(ReadOnlySpan<char> body, Span<byte> bytes, out Address? address, out FormatError error)
    {
        address = null;
        int separator = body.IndexOf('f');
        if (separator < 0)
        {
            error = new("address.separator", "a delegated address has no f between namespace and sub-address");
            return false;
        }

        return TryDecodeNumber(body[..separator], bytes, out int length, out error)
            && TryParseChecked(body[(separator + 1)..], bytes, length, out address, out error);
    }

    /// <summary>Decodes base32 of payload and checksum behind the first <paramref name="length"/> bytes and checks it.</summary>
    private static bool TryParseChecked(ReadOnlySpan<char> body, Span<byte> bytes, int length, out Address? address, out FormatError error)
    {
        address = null;
        if (!Base32.TryDecode(body, bytes[length..], out int written) || written < ChecksumLength)
        {
            error = new("address.base32", "address text is not strict lower-case base32 of a payload and a checksum");
            return false;
        }

        length += written - ChecksumLength;
        Span<byte> checksum = stackalloc byte[ChecksumLength];
        Blake2b.Hash(bytes[..length], checksum);
        if (checksum.SequenceEqual(bytes.Slice(length, ChecksumLength))) { return TryFinish(bytes[..length], out address, out error); }

        error = new("address.checksum", "the checksum of the address does not match");
        return false;
    }

    private static bool TryFinish(ReadOnlySpan<byte> bytes, out Address? address, out FormatError error) => TryDecode(bytes, out address, out error);

    /// <summary>Writes a canonical decimal below 2^63 as varint behind the protocol byte; <paramref name="length"/> counts both.</summary>
    private static bool TryDecodeNumber(ReadOnlySpan<char> digits, Span<byte> bytes, out int length, out FormatError error)
    {
        length = 0;
        bool canonical = digits.Length is > 0 and <= MaxDecimalDigits && !digits.ContainsAnyExceptInRange('0', '9') && (digits[0] != '0' || digits.Length == 1);
        if (!canonical)
        {
            error = new("address.number", $"an id or namespace is a decimal of 1 to {MaxDecimalDigits} digits without leading zeros");
            return false;
        }

        ulong value = ulong.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        error = value <= Uvarint.MaxValue ? default : new("address.number.range", $"id or namespace {value} is not below 2^63");
        length = error.IsNone ? 1 + Uvarint.Write(value, bytes[1..]) : 0;
        return error.IsNone;
    }
}
