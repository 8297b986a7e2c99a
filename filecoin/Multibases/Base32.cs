namespace FvmCompute.Filecoin.Multibases;

/// <summary>RFC 4648 base32, lower case, without padding. Decoding takes only texts that encoding could have written.</summary>
public static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static int EncodedLength(int byteCount) => ((byteCount * 8) + 4) / 5;

    public static string Encode(ReadOnlySpan<byte> data)
    {
        Span<char> text = data.Length <= 128 ? stackalloc char[EncodedLength(data.Length)] : new char[EncodedLength(data.Length)];
        Encode(data, text);
        return new string(text);
    }

    /// <summary>Writes exactly <see cref="EncodedLength"/> characters.</summary>
    public static void Encode(ReadOnlySpan<byte> data, Span<char> text)
    {
        uint pending = 0;
        int bits = 0, written = 0;
        foreach (byte value in data)
        {
            pending = (pending << 8) | value;
            for (bits += 8; bits >= 5; bits -= 5) { text[written++] = Alphabet[(int)(pending >> (bits - 5)) & 31]; }
        }

        if (bits > 0) { text[written] = Alphabet[(int)(pending << (5 - bits)) & 31]; }
    }

    /// <summary>
    /// Refuses upper case, padding, foreign characters, impossible lengths and non-zero left-over bits.
    /// <paramref name="data"/> needs <c>text.Length * 5 / 8</c> bytes.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> data, out int written)
    {
        uint pending = 0;
        int bits = 0;
        written = 0;
        foreach (char letter in text)
        {
            int digit = Digit(letter);
            if (digit < 0) { return false; }

            pending = (pending << 5) | (uint)digit;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                data[written++] = (byte)(pending >> bits);
            }
        }

        return bits < 5 && (pending & ((1u << bits) - 1)) == 0;
    }

    private static int Digit(char letter) => letter switch
    {
        >= 'a' and <= 'z' => letter - 'a',
        >= '2' and <= '7' => letter - '2' + 26,
        _ => -1,
    };
}
