using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>
/// Where arenas get their memory. The one that was given back last is kept for the next session, offered to the system meanwhile: first touches of new memory cost a
/// proof up to a fifth of its time. Safe for several threads.
/// </summary>
internal sealed class HostRegions : IDisposable
{
    /// <summary>A kept region serves a session that needs at least this part of it.</summary>
    private const int MostWaste = 4;

    private HostWords? _kept;

    /// <summary>Memory of undefined content, of at least so many bytes.</summary>
    public HostWords Take(long bytes)
    {
        HostWords? kept = Interlocked.Exchange(ref _kept, null);
        if (kept is not null && bytes <= kept.Bytes && kept.Bytes / MostWaste <= bytes) { return kept; }
        kept?.Dispose();
        return new HostWords((bytes + sizeof(ulong) - 1) / sizeof(ulong));
    }

    /// <summary>Takes memory back that nobody uses any more.</summary>
    public void Return(HostWords words)
    {
        words.Offer();
        Interlocked.Exchange(ref _kept, words)?.Dispose();
    }

    public void Dispose() => Interlocked.Exchange(ref _kept, null)?.Dispose();
}
