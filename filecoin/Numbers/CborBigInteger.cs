using System.Numerics;
using FvmCompute.Filecoin.Cbor;

namespace FvmCompute.Filecoin.Numbers;

/// <summary>
/// Big integers in chain objects: a byte string, empty for zero, else a sign byte (00 plus, 01 minus) and the big-endian magnitude without leading
/// zeros (go-state-types <c>big</c>).
/// </summary>
public static class CborBigInteger
{
    /// <summary>The longest byte string, sign included.</summary>
    public const int MaxLength = 128;

    public static BigInteger Read(ref CborReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ReadBytes(MaxLength);
        if (bytes.IsEmpty) { return BigInteger.Zero; }

        if (bytes[0] > 1) { throw reader.Refuse("bigint.sign", $"the sign byte of a big integer is {bytes[0]}; allowed are 0 and 1"); }

        if (bytes.Length == 1 || bytes[1] == 0)
        {
            throw reader.Refuse("bigint.nonminimal", "a big integer has leading zeros, or is a zero that is not the empty string");
        }

        BigInteger magnitude = new(bytes[1..], isUnsigned: true, isBigEndian: true);
        return bytes[0] == 1 ? -magnitude : magnitude;
    }

    /// <summary>As <see cref="Read"/> for fields that cannot be negative.</summary>
    public static BigInteger ReadNonNegative(ref CborReader reader)
    {
        BigInteger value = Read(ref reader);
        return value.Sign >= 0 ? value : throw reader.Refuse("bigint.negative", "a big integer is negative where only zero and above are allowed");
    }

    /// <summary>The magnitude takes at most <see cref="MaxLength"/> − 1 bytes.</summary>
    public static void Write(ref CborWriter writer, BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        BigInteger magnitude = BigInteger.Abs(value);
        if (!magnitude.TryWriteBytes(bytes[1..], out int length, isUnsigned: true, isBigEndian: true))
        {
            throw new ArgumentOutOfRangeException(nameof(value), $"a big integer takes more than {MaxLength - 1} bytes");
        }

        bytes[0] = (byte)(value.Sign < 0 ? 1 : 0);
        writer.WriteBytes(value.IsZero ? default : bytes[..(1 + length)]);
    }
}
