using System.Numerics;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Primitives.Tests.Fields;

/// <summary>Values at which reductions go wrong first, and reproducible random ones.</summary>
internal static class FieldSamples
{
    public static BigInteger P { get; } = Goldilocks.Modulus;

    /// <summary>Canonical values around 0, 2^32, 2^63 and p.</summary>
    public static ulong[] Edges { get; } =
    [
        0, 1, 2, 6, 7, 8, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000, 0x1_0000_0001, 0x1_FFFF_FFFF, 0x2_0000_0000,
        0x7FFF_FFFF_0000_0001, 0x7FFF_FFFF_8000_0000, 0x7FFF_FFFF_8000_0001, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFE_0000_0000,
        0xFFFF_FFFE_FFFF_FFFF, Goldilocks.Modulus - 7, Goldilocks.Modulus - 2, Goldilocks.Modulus - 1,
    ];

    /// <summary>Lazy values, among them all that are not canonical at an edge.</summary>
    public static ulong[] LazyEdges { get; } = [.. Edges, Goldilocks.Modulus, Goldilocks.Modulus + 1, 0xFFFF_FFFF_8000_0000, ulong.MaxValue - 1, ulong.MaxValue];

    public static IEnumerable<ulong> Random(int count, int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++) { yield return (ulong)random.NextInt64() << 1 ^ (ulong)random.NextInt64(); }
    }

    public static Ext2 NextElement(this Random random) => new(random.NextBase(), random.NextBase());

    public static ulong NextBase(this Random random) => Goldilocks.Canonical((ulong)random.NextInt64() << 1 ^ (ulong)random.NextInt64());

    public static Ext2[] NextPoint(this Random random, int variables) => [.. Enumerable.Range(0, variables).Select(_ => random.NextElement())];
}
