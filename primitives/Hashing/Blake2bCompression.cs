using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Hashing;

/// <summary>The BLAKE2b compression function on the instruction set asked for.</summary>
internal static class Blake2bCompression
{
    /// <inheritdoc cref="Blake2bScalar.Compress"/>
    public static void Compress(CpuLevel level, Span<ulong> h, ReadOnlySpan<byte> block, ulong counter, ulong finalMask) =>
        Blake2bScalar.Compress(h, block, counter, finalMask);

    /// <inheritdoc cref="Blake2bScalar.CompressMany"/>
    public static void CompressMany(CpuLevel level, Span<ulong> h, ReadOnlySpan<byte> blocks, ulong counter) =>
        Blake2bScalar.CompressMany(h, blocks, counter);
}
