using FvmCompute.Primitives.Fields;

namespace FvmCompute.Tests;

/// <summary>Random elements, reproducible, the borders of the field among them.</summary>
internal static class Elements
{
    private static readonly ulong[] Borders = [0, 1, 2, Goldilocks.Epsilon, 1UL << 32, 1UL << 63, Goldilocks.Modulus - 1];

    public static ulong Base(Random random) =>
        random.Next(4) == 0 ? Borders[random.Next(Borders.Length)] : (ulong)random.NextInt64(long.MinValue, long.MaxValue) % Goldilocks.Modulus;

    public static Ext2 Ext(Random random) => new(Base(random), Base(random));

    public static Ext2[] Exts(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Ext(random))];

    public static ulong[] Bases(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Base(random))];
}
