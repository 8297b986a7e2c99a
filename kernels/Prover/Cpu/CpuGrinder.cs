using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>Searches the smallest nonce of a proof of work: threads take turns at ranges in rising order, until all below the best find are done.</summary>
internal sealed class CpuGrinder
{
    /// <summary>Nonces that a thread tries at a time.</summary>
    private const int Range = 512;

    private readonly byte[] _message;
    private readonly ulong _mask;
    private ulong _next;
    private ulong _best = ulong.MaxValue;

    private CpuGrinder(byte[] message, int bits) => (_message, _mask) = (message, bits == 0 ? 0 : ulong.MaxValue >> (64 - bits));

    /// <inheritdoc cref="IProverSession.Grind"/>
    public static ulong Grind(ReadOnlySpan<byte> message, int bits, ParallelOptions threads)
    {
        Require.Between(message.Length, 1, Blake2b.MaxNonceMessageBytes, "bytes of the message");
        Require.Between(bits, 0, 64, "bits of work");
        CpuGrinder search = new(message.ToArray(), bits);
        Parallel.For(0, Math.Max(1, threads.MaxDegreeOfParallelism), threads, _ => search.Run(threads.CancellationToken));
        return search._best;
    }

    private void Run(CancellationToken cancellation)
    {
        ulong[] words = new ulong[Range];
        while (true)
        {
            ulong first = Interlocked.Add(ref _next, Range) - Range;
            if (first > Volatile.Read(ref _best)) { return; }
            cancellation.ThrowIfCancellationRequested();
            Blake2b.HashNonces(_message, first, words);
            Keep(first, words);
        }
    }

    private void Keep(ulong first, ReadOnlySpan<ulong> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if ((words[i] & _mask) != 0) { continue; }
            ulong found = first + (uint)i, best = Volatile.Read(ref _best);
            while (found < best) { best = Interlocked.CompareExchange(ref _best, found, best); }
            return;
        }
    }
}
