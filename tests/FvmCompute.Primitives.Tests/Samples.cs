using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Tests;

/// <summary>Inputs shared by the tests of this project.</summary>
internal static class Samples
{
    /// <summary>Every instruction set this machine can run, for tests that force each path.</summary>
    public static CpuLevel[] Levels { get; } = [.. Enum.GetValues<CpuLevel>().Where(level => level <= CpuPath.Supported)];

    /// <summary>The message that <c>tests/vectors/primitives/generate.py</c> hashes.</summary>
    public static byte[] Counting(int length)
    {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) { data[i] = (byte)(7 * i % 251); }
        return data;
    }

    /// <summary>Reproducible noise.</summary>
    public static byte[] Noise(int length, int seed = 1)
    {
        byte[] data = new byte[length];
        new Random(seed).NextBytes(data);
        return data;
    }
}
