using System.Buffers;

namespace FvmCompute.Grpc.Framing;

/// <summary>A growing buffer in rented memory that refuses to hold more than a limit. Owned by whoever made it; disposing returns the memory.</summary>
internal sealed class PooledBuffer(int capacity, int maxBytes) : IBufferWriter<byte>, IDisposable
{
    private const int MinimumFree = 512;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, MinimumFree));

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Whether more was written than the limit allows. The buffer is then of no use, and never much larger than the limit.</summary>
    public bool Overflowed => Length > maxBytes;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, MinimumFree));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Grow(int free)
    {
        if (_bytes.Length - Length >= free) { return; }
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + free, (int)Math.Min(2L * _bytes.Length, (long)maxBytes + MinimumFree)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
