namespace FvmCompute.Kernels.Interop;

/// <summary>64-bit words outside the managed heap, aligned for vectors, of undefined content.</summary>
internal sealed unsafe class HostWords(long words) : IDisposable
{
    private nint _address = HostMemory.Allocate(words * sizeof(ulong));

    ~HostWords() => Free();

    public long Bytes => words * sizeof(ulong);

    public Span<ulong> At(long index, int count)
    {
        ObjectDisposedException.ThrowIf(_address == 0, this);
        if (index < 0 || count < 0 || index > words - count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), $"words {index} to {index + count} of {words}");
        }

        return new((ulong*)_address + index, count);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0) { HostMemory.Free(address); }
    }
}
