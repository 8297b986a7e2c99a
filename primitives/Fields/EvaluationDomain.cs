namespace FvmCompute.Primitives.Fields;

/// <summary>The points a codeword is evaluated on: position i of an oracle of 2^d values ↔ ω_d^bitrev_d(i) (proof-system.md §8).</summary>
public static class EvaluationDomain
{
    /// <summary>The point of a position.</summary>
    /// <param name="position">Below 2^<paramref name="logSize"/>.</param>
    /// <param name="logSize">0..32.</param>
    public static ulong Point(uint position, int logSize)
    {
        Require.Between(logSize, 0, Goldilocks.TwoAdicity);
        Require.Between(position, 0, (1L << logSize) - 1);
        return Goldilocks.Power(Goldilocks.RootOfUnity(logSize), ReverseBits(position, logSize));
    }

    /// <summary>The low <paramref name="bits"/> bits of a number in reverse order; the others must be 0.</summary>
    /// <param name="bits">0..32.</param>
    public static uint ReverseBits(uint value, int bits)
    {
        value = ((value & 0x5555_5555) << 1) | ((value >> 1) & 0x5555_5555);
        value = ((value & 0x3333_3333) << 2) | ((value >> 2) & 0x3333_3333);
        value = ((value & 0x0F0F_0F0F) << 4) | ((value >> 4) & 0x0F0F_0F0F);
        uint reversed = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
        return bits == 0 ? 0 : reversed >> (32 - bits);
    }
}
