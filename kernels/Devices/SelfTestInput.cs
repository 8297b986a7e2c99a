using System.Buffers.Binary;

namespace FvmCompute.Kernels.Devices;

/// <summary>The same input on every machine and run.</summary>
internal static class SelfTestInput
{
    /// <summary>0, 1, 2^32 − 1, 2^64 − 1, the Goldilocks modulus and its predecessor: what carries and comparisons trip over.</summary>
    private static readonly ulong[] EdgeValues = [0, 1, uint.MaxValue, ulong.MaxValue, 0xFFFFFFFF00000001, 0xFFFFFFFF00000000];

    /// <summary>Begins with the edge values, a word each; pseudo-random behind them (SplitMix64).</summary>
    public static byte[] Bytes(int length, int seed)
    {
        byte[] padded = new byte[(length + 7) / 8 * 8];
        ulong state = (ulong)seed;
        for (int i = 0; i < padded.Length / 8; i++)
        {
            state += 0x9E3779B97F4A7C15;
            ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            BinaryPrimitives.WriteUInt64LittleEndian(padded.AsSpan(8 * i), i < EdgeValues.Length ? EdgeValues[i] : mixed ^ (mixed >> 31));
        }

        return padded[..length];
    }

    /// <summary>A value no result is likely to have, so that an output that was never written shows.</summary>
    public static byte[] Poison(int length)
    {
        byte[] poisoned = new byte[length];
        poisoned.AsSpan().Fill(0xA5);
        return poisoned;
    }
}
