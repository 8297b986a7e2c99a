using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>
/// Arithmetic on 256-bit numbers held as five limbs of 52 bits. The twelve spare bits let every product be split at bit 52 and summed
/// without carry flags, which C# cannot reach, and without comparisons, so that the code runs in constant time by construction.
/// </summary>
internal static class Limbs52
{
    public const int Bits = 52;
    public const ulong Mask = (1UL << Bits) - 1;

    /// <summary>Bits of the top limb of a number below 2^256.</summary>
    public const ulong TopMask = (1UL << 48) - 1;

    /// <summary>Both factors of <see cref="Accumulate"/> carry this shift: 2 × 6 + 52 = 64 puts the cut between the two words of the product.</summary>
    public const int FactorShift = 6;

    /// <summary>low += (x·y) mod 2^52, high += (x·y) / 2^52 for factors below 2^58, passed shifted left by <see cref="FactorShift"/>.</summary>
    /// <remarks>
    /// Two multiplications instead of one with an out parameter: that one stores its low half to the stack and loads it again at once, which
    /// stalled whole point doublings (317 ns against 100 ns, Zen 5, .NET 10) though not a loop of multiplications alone.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ulong shiftedX, ulong shiftedY, ref ulong low, ref ulong high)
    {
        low += (shiftedX * shiftedY) >> (2 * FactorShift);
        high += Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(shiftedX, shiftedY) : Math.BigMul(shiftedX, shiftedY, out _);
    }

    /// <summary>Limbs of a 32-byte big-endian number.</summary>
    public static void Read(ReadOnlySpan<byte> bytes, out ulong n0, out ulong n1, out ulong n2, out ulong n3, out ulong n4)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        ulong w1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        ulong w2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        ulong w3 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        n0 = w0 & Mask;
        n1 = ((w0 >> 52) | (w1 << 12)) & Mask;
        n2 = ((w1 >> 40) | (w2 << 24)) & Mask;
        n3 = ((w2 >> 28) | (w3 << 36)) & Mask;
        n4 = w3 >> 16;
    }

    /// <summary>Writes limbs below 2^52 (the top one below 2^48) as 32 big-endian bytes.</summary>
    public static void Write(Span<byte> bytes, ulong n0, ulong n1, ulong n2, ulong n3, ulong n4)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], n0 | (n1 << 52));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], (n1 >> 12) | (n2 << 40));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (n2 >> 24) | (n3 << 28));
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (n3 >> 36) | (n4 << 16));
    }

    /// <summary>All ones when the value is zero, else zero, without a branch.</summary>
    public static ulong ZeroMask(ulong value) => ((value | (0UL - value)) >> 63) - 1;
}
