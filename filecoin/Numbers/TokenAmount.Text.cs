using System.Globalization;
using System.Numerics;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Numbers;

public readonly partial record struct TokenAmount
{
    /// <summary>The longest text <see cref="Parse"/> looks at.</summary>
    public const int MaxTextLength = 128;

    private const int FilDecimals = 18;

    private static readonly BigInteger AttoPerFil = BigInteger.Pow(10, FilDecimals);

    /// <summary>Unit names, and the decimals of one unit in attoFIL.</summary>
    private static readonly (string Name, int Decimals)[] Units =
    [
        ("FIL", 18), ("milliFIL", 15), ("mFIL", 15), ("microFIL", 12), ("uFIL", 12), ("nanoFIL", 9), ("nFIL", 9), ("picoFIL", 6), ("pFIL", 6),
        ("femtoFIL", 3), ("fFIL", 3), ("attoFIL", 0), ("aFIL", 0),
    ];

    /// <summary>Exact, in FIL, without needless zeros: <c>1.5 FIL</c>, <c>0 FIL</c>, <c>0.000000000000000001 FIL</c>.</summary>
    public override string ToString()
    {
        BigInteger whole = BigInteger.DivRem(BigInteger.Abs(Atto), AttoPerFil, out BigInteger rest);
        string fraction = rest.ToString("D18", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{(Atto.Sign < 0 ? "-" : "")}{whole}{(fraction.Length > 0 ? "." : "")}{fraction} FIL";
    }

    /// <summary>
    /// Reads a plain decimal number and a unit: <c>FIL</c> (assumed when missing), <c>milliFIL mFIL microFIL uFIL nanoFIL nFIL picoFIL pFIL femtoFIL
    /// fFIL attoFIL aFIL</c>, in any case but for the first letter of a prefix. Digits below one attoFIL are refused.
    /// </summary>
    public static TokenAmount Parse(string text) =>
        TryParse(text, out TokenAmount amount, out FormatError error) ? amount : throw new FilecoinFormatException(error);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(ReadOnlySpan<char> text, out TokenAmount amount, out FormatError error)
    {
        amount = default;
        if (text.Length > MaxTextLength)
        {
            error = new("amount.length", $"an amount of {text.Length} characters is over the limit of {MaxTextLength}");
            return false;
        }

        int unitStart = text.IndexOfAnyExcept("0123456789.-");
        ReadOnlySpan<char> number = unitStart < 0 ? text : text[..unitStart];
        ReadOnlySpan<char> unit = unitStart < 0 ? "FIL" : text[unitStart..].Trim(' ');
        int decimals = DecimalsOf(unit);
        if (decimals < 0)
        {
            error = new("amount.unit", $"'{unit}' is not a unit of FIL (FIL, milliFIL, microFIL, nanoFIL, picoFIL, femtoFIL, attoFIL)");
            return false;
        }

        return TryParseNumber(number, decimals, out amount, out error);
    }

    private static int DecimalsOf(ReadOnlySpan<char> unit)
    {
        foreach ((string name, int decimals) in Units)
        {
            bool prefixMatches = name == "FIL" || unit is [char first, ..] && first == name[0]; // "MFIL" is not a milliFIL
            if (prefixMatches && unit.Equals(name, StringComparison.OrdinalIgnoreCase)) { return decimals; }
        }

        return -1;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> number, int decimals, out TokenAmount amount, out FormatError error)
    {
        amount = default;
        bool negative = number is ['-', ..];
        ReadOnlySpan<char> digits = negative ? number[1..] : number;
        int point = digits.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? digits : digits[..point];
        ReadOnlySpan<char> fraction = point < 0 ? default : digits[(point + 1)..];
        bool wellFormed = whole.Length > 0 && (point < 0 || fraction.Length > 0)
            && !whole.ContainsAnyExceptInRange('0', '9') && !fraction.ContainsAnyExceptInRange('0', '9');
        if (!wellFormed)
        {
            error = new("amount.number", $"'{number}' is not a decimal number");
            return false;
        }

        if (fraction.Length > decimals)
        {
            error = new("amount.decimals", $"'{number}' has {fraction.Length} decimals; this unit has at most {decimals}");
            return false;
        }

        string digitsInAtto = $"{whole}{fraction}{new string('0', decimals - fraction.Length)}";
        BigInteger magnitude = BigInteger.Parse(digitsInAtto, NumberStyles.None, CultureInfo.InvariantCulture);
        amount = new(negative ? -magnitude : magnitude);
        error = default;
        return true;
    }
}
