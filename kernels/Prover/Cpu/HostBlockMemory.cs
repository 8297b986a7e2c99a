using System.Buffers;
using System.Runtime.InteropServices;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>Words of a block for those who take memory. The block stays its owner's; once it is disposed, reading throws.</summary>
/// <param name="words">At most 2^31 − 1 bytes, where it is seen as bytes.</param>
internal sealed class HostBlockMemory<T>(HostBlock block, long first, int words) : MemoryManager<T>
    where T : unmanaged
{
    public override Span<T> GetSpan() => MemoryMarshal.Cast<ulong, T>(block.Words(first, words));

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("a block's address is not given away");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
