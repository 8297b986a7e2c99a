using System.Globalization;

namespace FvmCompute.Grpc.Headers;

/// <summary><c>grpc-timeout</c>: one to eight digits and a unit, <c>H M S m u n</c> for hours, minutes, seconds, milli-, micro- and nanoseconds.</summary>
internal static class TimeoutHeader
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond), ('M', TimeSpan.TicksPerMinute), ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Nanoseconds are rounded up to the 100 ns that <see cref="TimeSpan"/> counts in.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1) { return false; }
        if (!uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint value)) { return false; }
        long ticks = text[^1] switch
        {
            'H' => value * TimeSpan.TicksPerHour,
            'M' => value * TimeSpan.TicksPerMinute,
            'S' => value * TimeSpan.TicksPerSecond,
            'm' => value * TimeSpan.TicksPerMillisecond,
            'u' => value * TimeSpan.TicksPerMicrosecond,
            'n' => (value + (TimeSpan.NanosecondsPerTick - 1)) / TimeSpan.NanosecondsPerTick,
            _ => -1,
        };
        timeout = new TimeSpan(ticks);
        return ticks >= 0;
    }

    /// <summary>The finest unit, milliseconds or coarser, in which the time fits; rounded up, so that the server does not give up before the client.</summary>
    public static string Format(TimeSpan timeout)
    {
        foreach ((char unit, long ticks) in Units)
        {
            long value = (timeout.Ticks + ticks - 1) / ticks;
            if (value <= MaxValue) { return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}"); }
        }

        return $"{MaxValue}H";
    }
}
