using System.Numerics;

namespace FvmCompute.Filecoin.Varints;

/// <summary>
/// Unsigned LEB128 as multiformats restrict it: values below 2^63, at most nine bytes, shortest form only
/// (multiformats/unsigned-varint).
/// </summary>
public static class Uvarint
{
    public const int MaxLength = 9;
    public const ulong MaxValue = long.MaxValue;

    /// <summary>Bytes that <paramref name="value"/> (at most <see cref="MaxValue"/>) takes.</summary>
    public static int LengthOf(ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        return (BitOperations.Log2(value | 1) / 7) + 1;
    }

    /// <summary>Writes <paramref name="value"/> (at most <see cref="MaxValue"/>) and returns the number of bytes.</summary>
    public static int Write(ulong value, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        int length = 0;
        for (; value >= 0x80; value >>= 7) { destination[length++] = (byte)(value | 0x80); }

        destination[length++] = (byte)value;
        return length;
    }

    public static UvarintStatus TryRead(ReadOnlySpan<byte> source, out ulong value, out int used)
    {
        value = 0;
        used = 0;
        for (int i = 0; i < source.Length && i < MaxLength; i++)
        {
            byte current = source[i];
            value |= (ulong)(current & 0x7f) << (7 * i);
            if (current < 0x80)
            {
                used = i + 1;
                return current == 0 && i > 0 ? UvarintStatus.NonMinimal : UvarintStatus.Ok;
            }
        }

        return source.Length < MaxLength ? UvarintStatus.Truncated : UvarintStatus.TooLong;
    }
}
