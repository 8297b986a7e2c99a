using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Fields;

/// <summary>
/// The field F of p = 2^64 − 2^32 + 1 elements, one <see cref="ulong"/> each: the scalar truth for every vectorised form.
/// </summary>
/// <remarks>
/// Canonical means below p. Unless a member says otherwise it takes and returns canonical values, without checking.
/// Lazy values, anything in [0, 2^64), are congruent mod p; they are allowed where a member names them and never on the wire. Not constant-time.
/// </remarks>
public static class Goldilocks
{
    /// <summary>p.</summary>
    public const ulong Modulus = 0xFFFF_FFFF_0000_0001;

    /// <summary>2^64 mod p = 2^32 − 1.</summary>
    public const ulong Epsilon = 0xFFFF_FFFF;

    /// <summary>Generates the multiplicative group; also a non-residue.</summary>
    public const ulong Generator = 7;

    /// <summary>2^32 divides p − 1, 2^33 does not.</summary>
    public const int TwoAdicity = 32;

    /// <summary>The largest magnitude of a signed integer: (p − 1)/2 = 2^63 − 2^31.</summary>
    public const long MaxSigned = (long)((Modulus - 1) / 2);

    /// <summary>Bytes of an element on the wire: little-endian, below p.</summary>
    public const int Bytes = sizeof(ulong);

    private static readonly ulong[] Roots = MakeRoots();

    /// <summary>a + b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b)
    {
        // a − (p − b), and p again if that borrowed.
        ulong toModulus = Modulus - b;
        return a - toModulus + (Mask(a < toModulus) & Modulus);
    }

    /// <summary>a − b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b)
    {
        return a - b + (Mask(a < b) & Modulus);
    }

    /// <summary>−a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Negate(ulong a) => a == 0 ? 0 : Modulus - a;

    /// <summary>a·b, canonical, of lazy values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Multiply(ulong a, ulong b)
    {
        // Two products: the form with an out parameter makes the JIT pass the low word through memory.
        ulong high = Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(a, b) : Math.BigMul(a, b, out _);
        return Reduce(high, a * b);
    }

    /// <summary>The canonical value of high·2^64 + low, any 128-bit number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Reduce(ulong high, ulong low) => Canonical(ReduceLazy(high, low));

    /// <summary>A lazy value of high·2^64 + low: 2^64 ≡ 2^32 − 1 and 2^96 ≡ −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReduceLazy(ulong high, ulong low)
    {
        ulong top = high >> 32;
        ulong difference = low - top;
        // A wrapped difference is 2^64 too large, which is Epsilon; it is at least 2^64 − 2^32 + 1, so this cannot wrap again.
        if (low < top) { difference -= Epsilon; }
        ulong middle = (high & Epsilon) * Epsilon;
        ulong sum = difference + middle;
        // A wrapped sum is at most middle − 1 ≤ 2^64 − 2^33, so adding Epsilon cannot wrap again.
        return sum + (Mask(sum < middle) & Epsilon);
    }

    /// <summary>The canonical form of a lazy value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Canonical(ulong lazy) => lazy - (Mask(lazy >= Modulus) & Modulus);

    /// <summary>a^exponent; 0^0 = 1.</summary>
    public static ulong Power(ulong a, ulong exponent)
    {
        ulong result = 1;
        for (; exponent != 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) { result = Multiply(result, a); }
            a = Multiply(a, a);
        }

        return result;
    }

    /// <summary>1/a.</summary>
    /// <exception cref="DivideByZeroException"><paramref name="a"/> is 0.</exception>
    public static ulong Inverse(ulong a) => a == 0 ? throw new DivideByZeroException("0 has no inverse in the Goldilocks field") : Power(a, Modulus - 2);

    /// <summary>ω = 7^((p−1)/2^logOrder), a primitive 2^logOrder-th root of unity.</summary>
    /// <param name="logOrder">0..32.</param>
    public static ulong RootOfUnity(int logOrder)
    {
        Require.Between(logOrder, 0, TwoAdicity);
        return Roots[logOrder];
    }

    /// <summary>The element of a signed integer.</summary>
    /// <param name="value">Magnitude at most <see cref="MaxSigned"/>.</param>
    public static ulong FromSigned(long value)
    {
        Require.Between(value, -MaxSigned, MaxSigned);
        return value < 0 ? Modulus - (ulong)-value : (ulong)value;
    }

    /// <summary>The signed integer of least magnitude: −(p−1)/2 .. (p−1)/2.</summary>
    public static long ToSigned(ulong a) => a <= MaxSigned ? (long)a : -(long)(Modulus - a);

    /// <summary>
    /// All ones if true. Carries are as good as random and the JIT makes no conditional moves in loops: with branches, which are mispredicted half
    /// the time, products of random elements took three times as long (Zen 5).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mask(bool condition) => (ulong)-(condition ? 1L : 0L);

    private static ulong[] MakeRoots()
    {
        ulong[] roots = new ulong[TwoAdicity + 1];
        roots[TwoAdicity] = Power(Generator, (Modulus - 1) >> TwoAdicity);
        for (int i = TwoAdicity; i > 0; i--) { roots[i - 1] = Multiply(roots[i], roots[i]); }
        return roots;
    }
}
