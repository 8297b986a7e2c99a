using System.Diagnostics.CodeAnalysis;

namespace FvmCompute.Kernels.Prover;

/// <summary>Argument checks of the prover's operations.</summary>
internal static class Require
{
    public static void Between(long value, long minimum, long maximum, string name)
    {
        if (value < minimum || value > maximum) { ThrowOutside(name, value, minimum, maximum); }
    }

    public static void Exactly(long value, long expected, string name)
    {
        if (value != expected) { ThrowDifferent(name, value, expected); }
    }

    /// <summary>Positions of leaves: strictly rising, at least one, below 2^<paramref name="depth"/>.</summary>
    public static void Positions(ReadOnlySpan<uint> positions, int depth)
    {
        Between(positions.Length, 1, 1L << depth, "number of positions");
        for (int i = 0; i < positions.Length; i++)
        {
            Between(positions[i], i == 0 ? 0 : positions[i - 1] + 1L, (1L << depth) - 1, $"position {i}");
        }
    }

    [DoesNotReturn]
    private static void ThrowOutside(string name, long value, long minimum, long maximum) =>
        throw new ArgumentOutOfRangeException(name, $"{name} is {value}; allowed are {minimum} to {maximum}");

    [DoesNotReturn]
    private static void ThrowDifferent(string name, long value, long expected) =>
        throw new ArgumentException($"{name} is {value}; it must be {expected}", name);
}
