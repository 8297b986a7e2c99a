using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FvmCompute.Primitives.Fields;

/// <summary>An element A + B·X of K = F[X]/(X² − 7), |K| = p². Both coordinates are canonical <see cref="Goldilocks"/> values.</summary>
/// <remarks>Sixteen bytes in memory, A first: on a little-endian machine the memory of an array of elements is its wire encoding.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Ext2(ulong A, ulong B)
{
    /// <summary>X² = 7.</summary>
    public const ulong NonResidue = 7;

    /// <summary>Bytes of an element on the wire: A, then B.</summary>
    public const int Bytes = 2 * Goldilocks.Bytes;

    /// <summary>0.</summary>
    public static Ext2 Zero => default;

    /// <summary>1.</summary>
    public static Ext2 One => new(1, 0);

    /// <summary>Whether this is 0.</summary>
    public bool IsZero => (A | B) == 0;

    /// <summary>Embeds a canonical base field element.</summary>
    public static implicit operator Ext2(ulong a) => new(a, 0);

    /// <summary>Sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ext2 operator +(Ext2 x, Ext2 y) => new(Goldilocks.Add(x.A, y.A), Goldilocks.Add(x.B, y.B));

    /// <summary>Difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ext2 operator -(Ext2 x, Ext2 y) => new(Goldilocks.Subtract(x.A, y.A), Goldilocks.Subtract(x.B, y.B));

    /// <summary>Negation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ext2 operator -(Ext2 x) => new(Goldilocks.Negate(x.A), Goldilocks.Negate(x.B));

    /// <summary>Product, by three base multiplications and one by 7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ext2 operator *(Ext2 x, Ext2 y)
    {
        ulong low = Goldilocks.Multiply(x.A, y.A);
        ulong high = Goldilocks.Multiply(x.B, y.B);
        ulong cross = Goldilocks.Multiply(Goldilocks.Add(x.A, x.B), Goldilocks.Add(y.A, y.B));
        return new(
            Goldilocks.Add(low, Goldilocks.Multiply(high, NonResidue)),
            Goldilocks.Subtract(cross, Goldilocks.Add(low, high)));
    }

    /// <summary>Product with a canonical base field element: two base multiplications.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ext2 operator *(Ext2 x, ulong y) => new(Goldilocks.Multiply(x.A, y), Goldilocks.Multiply(x.B, y));

    /// <summary>1/this.</summary>
    /// <exception cref="DivideByZeroException">This is 0.</exception>
    public Ext2 Inverse()
    {
        ulong norm = Goldilocks.Subtract(Goldilocks.Multiply(A, A), Goldilocks.Multiply(NonResidue, Goldilocks.Multiply(B, B)));
        ulong inverse = Goldilocks.Inverse(norm);
        return new(Goldilocks.Multiply(A, inverse), Goldilocks.Multiply(Goldilocks.Negate(B), inverse));
    }

    /// <summary>Σ coefficients[i]·point^i.</summary>
    public static Ext2 Horner(ReadOnlySpan<Ext2> coefficients, Ext2 point)
    {
        Ext2 sum = Zero;
        for (int i = coefficients.Length - 1; i >= 0; i--) { sum = (sum * point) + coefficients[i]; }
        return sum;
    }

    /// <summary>Σ coefficients[i]·point^i at a base field point.</summary>
    public static Ext2 Horner(ReadOnlySpan<Ext2> coefficients, ulong point)
    {
        Ext2 sum = Zero;
        for (int i = coefficients.Length - 1; i >= 0; i--) { sum = (sum * point) + coefficients[i]; }
        return sum;
    }

    /// <summary>Writes the encodings back to back.</summary>
    /// <param name="bytes">At least 16 bytes per element.</param>
    public static void Write(ReadOnlySpan<Ext2> elements, Span<byte> bytes)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(elements).CopyTo(bytes);
            return;
        }

        for (int i = 0; i < elements.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(Bytes * i)..], elements[i].A);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[((Bytes * i) + Goldilocks.Bytes)..], elements[i].B);
        }
    }

    /// <summary>Reads one element.</summary>
    /// <param name="bytes">At least 16 bytes; the rest is ignored.</param>
    /// <returns>False when a coordinate is not below p.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Ext2 element)
    {
        ulong a = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong b = BinaryPrimitives.ReadUInt64LittleEndian(bytes[Goldilocks.Bytes..]);
        bool canonical = a < Goldilocks.Modulus && b < Goldilocks.Modulus;
        element = canonical ? new(a, b) : default;
        return canonical;
    }

    /// <summary>The wire encoding in lowercase hex.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write([this], bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
