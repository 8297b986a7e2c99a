using FvmCompute.Vm.Wasm.Interop;

namespace FvmCompute.Vm.Wasm;

/// <summary>
/// A linear memory. Its address space is reserved at once, so it grows without moving. One page before byte 0 holds the length,
/// where compiled code compares with it. Not thread-safe; freed with <see cref="Dispose"/> or the finalizer.
/// </summary>
public sealed unsafe class WasmMemory : WasmExtern, IDisposable
{
    public const int PageBytes = 65_536;

    private const int HeaderBytes = PageBytes;
    private const uint MaxPages = 65_536;

    private readonly VirtualMemory _region;
    private readonly MemoryLimiter _limiter;

    /// <summary>Makes a memory of <paramref name="minimumPages"/> zeroed pages. Throws <see cref="WasmLinkException"/> when the limiter refuses.</summary>
    public WasmMemory(uint minimumPages, uint? maximumPages, MemoryLimiter limiter)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimumPages, Math.Min(maximumPages ?? MaxPages, MaxPages));
        _limiter = limiter;
        MaximumPages = maximumPages;
        long bytes = (long)minimumPages * PageBytes;
        if (bytes > limiter.MaxMemoryBytes || !limiter.AllowMemory(0, bytes))
        {
            throw new WasmLinkException(WasmLinkError.LimitExceeded, $"initial memory of {bytes} bytes is not allowed");
        }

        long most = Math.Min(Math.Min(maximumPages ?? MaxPages, MaxPages) * (long)PageBytes, limiter.MaxMemoryBytes);
        _region = VirtualMemory.Reserve((nuint)(HeaderBytes + most));
        if (!_region.Commit((nuint)(HeaderBytes + bytes)))
        {
            _region.Dispose();
            throw new WasmLinkException(WasmLinkError.LimitExceeded, $"the system has no memory for {bytes} bytes");
        }

        Base = _region.Address + HeaderBytes;
        Length = bytes;
    }

    public override ExternKind Kind => ExternKind.Memory;

    /// <summary>Bytes now in the memory, a multiple of <see cref="PageBytes"/>.</summary>
    public long Length
    {
        get => ((long*)Base)[-1];
        private set => ((long*)Base)[-1] = value;
    }

    /// <summary>The maximum it was declared with.</summary>
    public uint? MaximumPages { get; }

    /// <summary>Address of byte 0; constant for the life of the memory.</summary>
    internal nint Base { get; }

    internal uint Pages => (uint)(Length / PageBytes);

    /// <summary>Gives the bytes [offset, offset + length), or false when they are not all inside. Valid until the memory is disposed.</summary>
    public bool TrySlice(uint offset, uint length, out Span<byte> bytes)
    {
        bool inside = (ulong)offset + length <= (ulong)Length && length <= int.MaxValue;
        bytes = inside ? new Span<byte>((byte*)Base + offset, (int)length) : default;
        return inside;
    }

    /// <summary>The bytes from <paramref name="offset"/> to the end of the memory (at most 2 GiB of them); empty when the offset is beyond it.</summary>
    public Span<byte> SliceFrom(uint offset) =>
        offset >= Length ? default : new Span<byte>((byte*)Base + offset, (int)Math.Min(Length - offset, int.MaxValue));

    /// <summary>Grows by <paramref name="pages"/>; returns the pages before, or -1 when a limit forbids it.</summary>
    public int Grow(uint pages)
    {
        long before = Length;
        long desired = before + ((long)pages * PageBytes);
        long most = Math.Min((MaximumPages ?? MaxPages) * (long)PageBytes, (long)MaxPages * PageBytes);
        if (desired > most || desired > _limiter.MaxMemoryBytes) { return -1; }
        if (pages != 0 && (!_limiter.AllowMemory(before, desired) || !_region.Commit((nuint)(HeaderBytes + desired)))) { return -1; }
        Length = desired;
        return (int)(before / PageBytes);
    }

    public void Dispose() => _region.Dispose();
}
