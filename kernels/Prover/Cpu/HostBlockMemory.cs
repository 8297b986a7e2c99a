using System.Buffers;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>A block of at most 2^31 − 1 bytes for those who take memory. The block stays its owner's; once it is disposed, reading throws.</summary>
internal sealed class HostBlockMemory(HostBlock block) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => block.Bytes(0, (int)block.Length);

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("a block's address is not given away");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
