using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Hashing;

/// <summary>The BLAKE2b compression function on the instruction set asked for.</summary>
/// <remarks>
/// One message is a chain of dependent steps, so vectors help little: 0.88 GB/s scalar, 0.90 with AVX-512; rows in AVX2 registers reached 0.82 and
/// were dropped (64 KiB message, one core, Zen 5). Many messages belong into <see cref="Blake2b.HashMany(ReadOnlySpan{byte}, int, Span{byte})"/>.
/// </remarks>
internal static class Blake2bCompression
{
    /// <inheritdoc cref="Blake2bScalar.Compress"/>
    public static void Compress(CpuLevel level, Span<ulong> h, ReadOnlySpan<byte> block, ulong counter, ulong finalMask)
    {
        switch (level)
        {
            case CpuLevel.Avx512: Blake2bAvx512.Compress(h, block, counter, finalMask); break;
            default: Blake2bScalar.Compress(h, block, counter, finalMask); break;
        }
    }

    /// <inheritdoc cref="Blake2bScalar.CompressMany"/>
    public static void CompressMany(CpuLevel level, Span<ulong> h, ReadOnlySpan<byte> blocks, ulong counter)
    {
        switch (level)
        {
            case CpuLevel.Avx512: Blake2bAvx512.CompressMany(h, blocks, counter); break;
            default: Blake2bScalar.CompressMany(h, blocks, counter); break;
        }
    }
}
