using System.Globalization;
using System.Numerics;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary>Numbers as people read them; the exact values are in <c>--json</c>.</summary>
public static class Units
{
    private static readonly BigInteger AttoPerFil = BigInteger.Pow(10, 18);

    public static string Bytes(long bytes)
    {
        string[] names = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < names.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        string format = unit == 0 || value == Math.Floor(value) ? "F0" : "F1";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {names[unit]}";
    }

    /// <summary>A number of bytes above 0, alone or with KiB, MiB, GiB or TiB: <c>1500000000</c>, <c>1.5GiB</c>.</summary>
    public static bool TryParseBytes(string text, out long bytes)
    {
        string[] units = ["KiB", "MiB", "GiB", "TiB"];
        string trimmed = text.Trim();
        int unit = Array.FindIndex(units, name => trimmed.EndsWith(name, StringComparison.OrdinalIgnoreCase));
        string number = unit < 0 ? trimmed : trimmed[..^3].TrimEnd();
        bool parsed = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value);
        value = parsed && value < 1L << 50 ? value * (1L << (10 * (unit + 1))) : 0;
        bytes = value is >= 1 and <= long.MaxValue ? (long)value : 0;
        return bytes > 0;
    }

    /// <summary>attoFIL as FIL with all its digits and no trailing zeros: <c>1.5 FIL</c>.</summary>
    public static string Fil(BigInteger atto)
    {
        BigInteger whole = BigInteger.DivRem(BigInteger.Abs(atto), AttoPerFil, out BigInteger rest);
        string sign = atto.Sign < 0 ? "-" : "", fraction = rest.ToString(CultureInfo.InvariantCulture).PadLeft(18, '0').TrimEnd('0');
        return $"{sign}{whole}{(fraction.Length > 0 ? "." + fraction : "")} FIL";
    }

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:F0} µs"),
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
    };

    /// <summary>An amount in attoFIL, or in FIL when it ends in <c>FIL</c>: <c>1500000000000000000</c>, <c>1.5FIL</c>.</summary>
    public static bool TryParseAmount(string text, out BigInteger atto)
    {
        string trimmed = text.Trim();
        if (!trimmed.EndsWith("FIL", StringComparison.OrdinalIgnoreCase))
        {
            return BigInteger.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out atto);
        }
        string[] parts = trimmed[..^3].Trim().Split('.');
        string fraction = parts.Length == 2 ? parts[1] : "";
        return BigInteger.TryParse(parts[0] + fraction.PadRight(18, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out atto)
            && parts.Length <= 2 && fraction.Length <= 18 && parts[0].Length > 0;
    }
}
