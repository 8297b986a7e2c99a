using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FvmCompute.Prover;

/// <summary>Argument checks of this assembly: messages name the thing, the value and the allowed range.</summary>
internal static class Require
{
    public static void Between(long value, long minimum, long maximum, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < minimum || value > maximum) { ThrowOutside(name, value, minimum, maximum); }
    }

    public static void Exactly(long value, long expected, string name)
    {
        if (value != expected) { ThrowOutside(name, value, expected, expected); }
    }

    [DoesNotReturn]
    public static void ThrowOutside(string name, long value, long minimum, long maximum) => throw new ArgumentException(
        minimum == maximum ? $"{name}: {value}; it must be exactly {minimum}" : $"{name}: {value}; it must be between {minimum} and {maximum}", name);

    [DoesNotReturn]
    public static void ThrowNotCanonical(string name, long index, ulong value) =>
        throw new ArgumentException($"{name}: entry {index} is {value}; it must be below {Primitives.Fields.Goldilocks.Modulus}", name);
}
