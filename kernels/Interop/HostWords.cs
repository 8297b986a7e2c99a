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
        RequireInside(index, count);
        return new((ulong*)_address + index, count);
    }

    /// <summary>Gives memory back until it is used again; what it holds is lost.</summary>
    public void Discard(long index, long count)
    {
        ObjectDisposedException.ThrowIf(_address == 0, this);
        RequireInside(index, count);
        HostMemory.Discard(_address + (nint)(index * sizeof(ulong)), count * sizeof(ulong));
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets the system take the memory when it needs it, until it is written again; what it holds may be lost.</summary>
    public void Offer()
    {
        ObjectDisposedException.ThrowIf(_address == 0, this);
        HostMemory.Offer(_address, Bytes);
    }

    private void RequireInside(long index, long count)
    {
        if (index < 0 || count < 0 || index > words - count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), $"words {index} to {index + count} of {words}");
        }
    }

    private void Free()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0) { HostMemory.Free(address); }
    }
}
