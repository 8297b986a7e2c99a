namespace FvmCompute.Filecoin.Multibases;

/// <summary>base58btc. The time is quadratic in the length: callers bound it.</summary>
public static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Encode(ReadOnlySpan<byte> data)
    {
        int zeros = LeadingCount(data, (byte)0);
        Span<byte> digits = new byte[(data.Length * 138 / 100) + 1]; // log(256) / log(58) < 1.38
        int used = 0;
        foreach (byte value in data[zeros..])
        {
            int carry = value;
            for (int i = 0; i < used || carry > 0; i++)
            {
                carry += (i < used ? digits[i] : 0) << 8;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
                used = Math.Max(used, i + 1);
            }
        }

        Span<char> text = new char[zeros + used];
        text[..zeros].Fill('1');
        for (int i = 0; i < used; i++) { text[zeros + i] = Alphabet[digits[used - 1 - i]]; }

        return new string(text);
    }

    /// <summary>Refuses characters outside the alphabet (among them <c>0 O I l</c>).</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] data)
    {
        data = [];
        int zeros = LeadingCount(text, '1');
        Span<byte> bytes = new byte[text.Length]; // low byte first
        int used = 0;
        foreach (char letter in text[zeros..])
        {
            int carry = Alphabet.IndexOf(letter);
            if (carry < 0) { return false; }

            for (int i = 0; i < used || carry > 0; i++)
            {
                carry += (i < used ? bytes[i] : 0) * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
                used = Math.Max(used, i + 1);
            }
        }

        data = new byte[zeros + used];
        for (int i = 0; i < used; i++) { data[zeros + i] = bytes[used - 1 - i]; }

        return true;
    }

    private static int LeadingCount<T>(ReadOnlySpan<T> items, T value) where T : IEquatable<T>
    {
        int other = items.IndexOfAnyExcept(value);
        return other < 0 ? items.Length : other;
    }
}
