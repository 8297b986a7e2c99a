using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Hashing;

/// <summary>Unkeyed BLAKE2b (RFC 7693) over data that arrives in pieces.</summary>
/// <remarks>A mutable value: pass it by <c>ref</c>; a copy continues on its own. <c>default</c> is not usable, call the constructor.</remarks>
public struct Blake2bHasher
{
    private ChainingValue _h;
    private Block _buffer;
    private ulong _hashed;
    private int _buffered;
    private readonly int _digestLength;
    private readonly CpuLevel _level;

    /// <param name="digestLength">Bytes of the digest, 1..64.</param>
    public Blake2bHasher(int digestLength)
        : this(digestLength, CpuPath.Current)
    {
    }

    internal Blake2bHasher(int digestLength, CpuLevel level)
    {
        Require.Between(digestLength, 1, Blake2b.MaxDigestBytes);
        _digestLength = digestLength;
        _level = level;
        Blake2bConstants.Iv.CopyTo(_h);
        _h[0] = Blake2bConstants.FirstWord(digestLength);
    }

    /// <summary>Bytes that <see cref="Finish"/> writes.</summary>
    public readonly int DigestLength => _digestLength;

    /// <summary>Appends data.</summary>
    public void Update(ReadOnlySpan<byte> data)
    {
        ThrowIfUnusable();
        if (data.Length > Blake2bConstants.BlockBytes - _buffered)
        {
            data = data[FlushBuffer(data)..];
            // The last block is compressed with the final mask, so at least one byte always stays buffered.
            int whole = (data.Length - 1) / Blake2bConstants.BlockBytes * Blake2bConstants.BlockBytes;
            Blake2bCompression.CompressMany(_level, _h, data[..whole], _hashed);
            _hashed += (ulong)whole;
            data = data[whole..];
        }

        data.CopyTo(((Span<byte>)_buffer)[_buffered..]);
        _buffered += data.Length;
    }

    /// <summary>Writes the digest into the first <see cref="DigestLength"/> bytes; the hasher cannot be used afterwards.</summary>
    public void Finish(Span<byte> digest)
    {
        ThrowIfUnusable();
        Require.AtLeast(digest.Length, _digestLength);
        Span<byte> buffer = _buffer;
        buffer[_buffered..].Clear();
        Blake2bCompression.Compress(_level, _h, buffer, _hashed + (ulong)_buffered, ulong.MaxValue);
        _buffered = -1;
        WriteDigest(_h, digest[.._digestLength]);
    }

    internal static void WriteDigest(ReadOnlySpan<ulong> h, Span<byte> digest)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(h)[..digest.Length].CopyTo(digest);
            return;
        }

        Span<byte> all = stackalloc byte[Blake2b.MaxDigestBytes];
        for (int i = 0; i < 8; i++) { BinaryPrimitives.WriteUInt64LittleEndian(all[(8 * i)..], h[i]); }
        all[..digest.Length].CopyTo(digest);
    }

    /// <summary>Completes a partly filled buffer from the data and compresses it; returns the bytes taken.</summary>
    private int FlushBuffer(ReadOnlySpan<byte> data)
    {
        if (_buffered == 0) { return 0; }
        int taken = Blake2bConstants.BlockBytes - _buffered;
        data[..taken].CopyTo(((Span<byte>)_buffer)[_buffered..]);
        _hashed += Blake2bConstants.BlockBytes;
        Blake2bCompression.Compress(_level, _h, _buffer, _hashed, finalMask: 0);
        _buffered = 0;
        return taken;
    }

    private readonly void ThrowIfUnusable()
    {
        if (_digestLength == 0) { throw new InvalidOperationException("a Blake2bHasher must be made by its constructor"); }
        if (_buffered < 0) { throw new InvalidOperationException("this Blake2bHasher is already finished"); }
    }

    [InlineArray(8)]
    private struct ChainingValue
    {
        private ulong _word;
    }

    [InlineArray(Blake2bConstants.BlockBytes)]
    private struct Block
    {
        private byte _byte;
    }
}
