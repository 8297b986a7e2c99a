using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives;

/// <summary>Argument checks of this assembly: messages name the thing, the value and the allowed range.</summary>
internal static class Require
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Length(int length, int expected, [CallerArgumentExpression(nameof(length))] string name = "")
    {
        if (length != expected) { ThrowLength(name, length, expected); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AtLeast(long value, long minimum, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < minimum) { ThrowTooSmall(name, value, minimum); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Between(long value, long minimum, long maximum, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < minimum || value > maximum) { ThrowOutside(name, value, minimum, maximum); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultipleOf(long value, long unit, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value % unit != 0) { ThrowMultiple(name, value, unit); }
    }

    [DoesNotReturn]
    private static void ThrowLength(string name, int length, int expected) =>
        throw new ArgumentException($"{name} is {length}; it must be exactly {expected}", name);

    [DoesNotReturn]
    private static void ThrowTooSmall(string name, long value, long minimum) =>
        throw new ArgumentException($"{name} is {value}; it must be at least {minimum}", name);

    [DoesNotReturn]
    private static void ThrowOutside(string name, long value, long minimum, long maximum) =>
        throw new ArgumentOutOfRangeException(name, $"{name} is {value}; it must be between {minimum} and {maximum}");

    [DoesNotReturn]
    private static void ThrowMultiple(string name, long value, long unit) =>
        throw new ArgumentException($"{name} is {value}; it must be a multiple of {unit}", name);
}
