using System.Buffers.Binary;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>Searches the smallest nonce of a proof of work: threads take turns at ranges in rising order, until all below the best find are done.</summary>
internal sealed class CpuGrinder
{
    /// <summary>The longest message that, with its nonce, is one block of the hash.</summary>
    public const int MaxMessageBytes = 128 - sizeof(ulong);

    /// <summary>Nonces that a thread tries at a time.</summary>
    private const int Range = 512;

    private const int DigestBytes = 32;

    private readonly byte[] _message;
    private readonly ulong _mask;
    private ulong _next;
    private ulong _best = ulong.MaxValue;

    private CpuGrinder(byte[] message, int bits) => (_message, _mask) = (message, bits == 0 ? 0 : ulong.MaxValue >> (64 - bits));

    /// <inheritdoc cref="IProverSession.Grind"/>
    public static ulong Grind(ReadOnlySpan<byte> message, int bits, ParallelOptions threads)
    {
        Require.Between(message.Length, 1, MaxMessageBytes, "bytes of the message");
        Require.Between(bits, 0, 64, "bits of work");
        CpuGrinder search = new(message.ToArray(), bits);
        Parallel.For(0, Math.Max(1, threads.MaxDegreeOfParallelism), threads, _ => search.Run(threads.CancellationToken));
        return search._best;
    }

    private void Run(CancellationToken cancellation)
    {
        int length = _message.Length + sizeof(ulong);
        byte[] messages = new byte[Range * length], digests = new byte[Range * DigestBytes];
        for (int i = 0; i < Range; i++) { _message.CopyTo(messages, i * length); }
        while (true)
        {
            ulong first = Interlocked.Add(ref _next, Range) - Range;
            if (first > Volatile.Read(ref _best)) { return; }
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < Range; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(messages.AsSpan((i * length) + _message.Length), first + (uint)i);
            }

            Blake2b.HashMany(messages, length, digests);
            Keep(first, digests);
        }
    }

    private void Keep(ulong first, ReadOnlySpan<byte> digests)
    {
        for (int i = 0; i < Range; i++)
        {
            if ((BinaryPrimitives.ReadUInt64LittleEndian(digests[(i * DigestBytes)..]) & _mask) != 0) { continue; }
            ulong found = first + (uint)i, best = Volatile.Read(ref _best);
            while (found < best) { best = Interlocked.CompareExchange(ref _best, found, best); }
            return;
        }
    }
}
