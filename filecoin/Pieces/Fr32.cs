using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// Fr32 padding: the payload, read as a little-endian bit string, is cut into parts of 254 bits, each stored in 32 bytes with two zero bits on top, so
/// that each is a field element. 127 payload bytes become 128 (rust-fil-proofs <c>fr32</c>).
/// </summary>
public static class Fr32
{
    public const int PayloadBlock = 127;
    public const int PaddedBlock = 128;

    private const ulong TopMask = ulong.MaxValue >> 2;

    /// <summary>Where the bits of each of the four nodes of a block start.</summary>
    private static ReadOnlySpan<byte> NodeOffsets => [0, 31, 63, 95];

    private static ReadOnlySpan<byte> NodeShifts => [0, 6, 4, 2];

    /// <summary>
    /// Pads whole blocks: <paramref name="payload"/> has a multiple of 127 bytes, <paramref name="padded"/> exactly 128/127 of that. The spans must not
    /// overlap.
    /// </summary>
    public static void Pad(ReadOnlySpan<byte> payload, Span<byte> padded)
    {
        CheckLengths(payload.Length, padded.Length);
        if (CpuPath.Current == CpuLevel.Scalar) { PadScalar(payload, padded); }
        else { PadVector256(payload, padded); }
    }

    /// <summary>The inverse of <see cref="Pad"/>; false when a node has one of its two top bits set, <paramref name="payload"/> is then undefined.</summary>
    public static bool TryUnpad(ReadOnlySpan<byte> padded, Span<byte> payload)
    {
        CheckLengths(payload.Length, padded.Length);
        ulong top = 0;
        for (; !padded.IsEmpty; padded = padded[PaddedBlock..], payload = payload[PayloadBlock..])
        {
            ulong carry = 0;
            for (int node = 0; node < 4; node++)
            {
                ReadOnlySpan<byte> source = padded.Slice(node * 32, 32);
                top |= source[31];
                carry = UnpadNode(source, payload[NodeOffsets[node]..], NodeShifts[node], carry);
            }
        }

        return (top & 0xc0) == 0;
    }

    internal static void PadScalar(ReadOnlySpan<byte> payload, Span<byte> padded)
    {
        for (; !payload.IsEmpty; payload = payload[PayloadBlock..], padded = padded[PaddedBlock..])
        {
            for (int node = 0; node < 4; node++)
            {
                PadNode(payload[NodeOffsets[node]..PayloadBlock], padded.Slice(node * 32, 32), NodeShifts[node]);
            }
        }
    }

    /// <summary>
    /// One node a vector. Shifting each lane right leaves gaps on top, which the same bytes loaded one byte further and shifted left fill; where both
    /// have bits they are equal. The second load of the last node reads one byte past the block, so the last block goes the scalar way.
    /// </summary>
    internal static void PadVector256(ReadOnlySpan<byte> payload, Span<byte> padded)
    {
        int blocks = (payload.Length / PayloadBlock) - 1;
        Vector256<ulong> mask = Vector256.Create(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, TopMask);
        ref byte source = ref MemoryMarshal.GetReference(payload);
        ref byte target = ref MemoryMarshal.GetReference(padded);
        nuint from = 0, to = 0;
        for (int block = 0; block < blocks; block++, from += PayloadBlock, to += PaddedBlock)
        {
            (Load(ref source, from) & mask).StoreUnsafe(ref target, to);
            (((Load(ref source, from + 31) >>> 6) | (Load(ref source, from + 32) << 2)) & mask).StoreUnsafe(ref target, to + 32);
            (((Load(ref source, from + 63) >>> 4) | (Load(ref source, from + 64) << 4)) & mask).StoreUnsafe(ref target, to + 64);
            (((Load(ref source, from + 95) >>> 2) | (Load(ref source, from + 96) << 6)) & mask).StoreUnsafe(ref target, to + 96);
        }

        if (blocks >= 0) { PadScalar(payload[(blocks * PayloadBlock)..], padded[(blocks * PaddedBlock)..]); }
    }

    /// <summary>Stores follow in units of 64 bits, so the target is addressed in bytes through a cast.</summary>
    private static void StoreUnsafe(this Vector256<ulong> value, ref byte target, nuint offset) => value.AsByte().StoreUnsafe(ref target, offset);

    private static Vector256<ulong> Load(ref byte source, nuint offset) => Vector256.LoadUnsafe(ref source, offset).AsUInt64();

    private static void PadNode(ReadOnlySpan<byte> source, Span<byte> node, int shift)
    {
        for (int at = 0; at < 32; at += 8)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(source[at..]) >> shift;
            if (shift > 0 && at + 8 < source.Length) { word |= (ulong)source[at + 8] << (64 - shift); }

            BinaryPrimitives.WriteUInt64LittleEndian(node[at..], at == 24 ? word & TopMask : word);
        }
    }

    /// <summary>Writes 32 bytes: <paramref name="carry"/> in the low <paramref name="shift"/> bits, then the node. Returns the bits of the next byte.</summary>
    private static ulong UnpadNode(ReadOnlySpan<byte> node, Span<byte> target, int shift, ulong carry)
    {
        for (int at = 0; at < 32; at += 8)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(node[at..]);
            BinaryPrimitives.WriteUInt64LittleEndian(target[at..], (word << shift) | carry);
            carry = shift == 0 ? 0 : word >> (64 - shift);
        }

        return shift == 0 ? target[31] : carry;
    }

    private static void CheckLengths(int payloadBytes, int paddedBytes)
    {
        if (payloadBytes % PayloadBlock != 0 || paddedBytes / PaddedBlock != payloadBytes / PayloadBlock || paddedBytes % PaddedBlock != 0)
        {
            throw new ArgumentException($"{payloadBytes} payload and {paddedBytes} padded bytes are not as many blocks of {PayloadBlock} and {PaddedBlock}");
        }
    }
}
