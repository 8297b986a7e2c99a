using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Hashing;

/// <summary>The BLAKE2b compression function on the instruction set asked for.</summary>
internal static class Blake2bCompression
{
    /// <inheritdoc cref="Blake2bScalar.Compress"/>
    public static void Compress(CpuLevel level, Span<ulong> h, ReadOnlySpan<byte> block, ulong counter, ulong finalMask)
    {
        switch (level)
        {
            case CpuLevel.Avx512: Blake2bAvx512.Compress(h, block, counter, finalMask); break;
            case CpuLevel.Avx2: Blake2bAvx2.Compress(h, block, counter, finalMask); break;
            default: Blake2bScalar.Compress(h, block, counter, finalMask); break;
        }
    }

    /// <inheritdoc cref="Blake2bScalar.CompressMany"/>
    public static void CompressMany(CpuLevel level, Span<ulong> h, ReadOnlySpan<byte> blocks, ulong counter)
    {
        switch (level)
        {
            case CpuLevel.Avx512: Blake2bAvx512.CompressMany(h, blocks, counter); break;
            case CpuLevel.Avx2: Blake2bAvx2.CompressMany(h, blocks, counter); break;
            default: Blake2bScalar.CompressMany(h, blocks, counter); break;
        }
    }
}
