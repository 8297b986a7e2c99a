using FvmCompute.Kernels.Devices;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover;

/// <summary>
/// What a prover asks of a device, in a form that suits memory at the far end of a bus: matrices stay on the device behind handles, only roots,
/// leaves, siblings and nonces come back, and every operation's memory is known before it starts. Results are the same on every backend and
/// any number of threads. Safe for several threads; a session belongs to one at a time.
/// </summary>
public interface IProverBackend : IDisposable
{
    /// <summary>The device in words.</summary>
    string Device { get; }

    /// <summary>What sessions reserve from.</summary>
    MemoryBudget Memory { get; }

    /// <summary>Bytes of device memory that a matrix takes until it is disposed; 0 where the device reads the caller's memory.</summary>
    long RowsBytes(RowsShape shape);

    /// <summary>Bytes that <see cref="IProverSession.Commit"/> takes.</summary>
    CommitMemory CommitBytes(RowsShape shape, int rateLog);

    /// <summary>Waits until the budget has room for a job's peak: the most bytes of matrices, commitments and one running operation at a time.</summary>
    /// <exception cref="DeviceMemoryException">It never will.</exception>
    IProverSession Begin(long peakBytes, CancellationToken cancellation);
}

/// <summary>The device memory of a commitment.</summary>
/// <param name="Kept">Until the commitment is disposed.</param>
/// <param name="Working">More, while it is made; the session keeps it for its next commitments, which need the most of any of them and not the sum.</param>
public readonly record struct CommitMemory(long Kept, long Working);

/// <summary>A job on a backend. Disposing it frees all of its matrices and commitments. Operations stop soon after cancellation.</summary>
public interface IProverSession : IDisposable
{
    /// <summary>A matrix over F.</summary>
    /// <param name="words">Canonical; not to be changed while the matrix lives, since a device that can reads them in place.</param>
    /// <exception cref="DeviceMemoryException">The session stated too low a peak; so for all operations.</exception>
    IFieldRows Import(RowsShape shape, ReadOnlyMemory<ulong> words);

    /// <summary>A matrix over K.</summary>
    /// <param name="elements">Canonical; not to be changed while the matrix lives.</param>
    IFieldRows Import(RowsShape shape, ReadOnlyMemory<Ext2> elements);

    /// <summary>
    /// Encodes the rows at rate 2^−rateLog, hashes the leaves and builds the Merkle tree (proof-system.md §4, §8). Codewords are not kept:
    /// leaves that are asked for later are made again, for a fraction of the work and a fraction of the memory.
    /// </summary>
    /// <param name="rows">Must live as long as the commitment.</param>
    /// <param name="rateLog">From 0; with the rows' log₂ length at most 25.</param>
    IRowCommitment Commit(IFieldRows rows, int rateLog);

    /// <summary>The smallest nonce for which the low bits of the first word of BLAKE2b-256(message ‖ u64 nonce) are 0.</summary>
    /// <param name="message">1..120 bytes: a transcript's state and the step's head.</param>
    /// <param name="bits">0..64; the work is 2^bits hashes.</param>
    ulong Grind(ReadOnlySpan<byte> message, int bits);
}

/// <summary>A matrix on the device.</summary>
public interface IFieldRows : IDisposable
{
    RowsShape Shape { get; }
}

/// <summary>A committed matrix.</summary>
public interface IRowCommitment : IDisposable
{
    RowsShape Shape { get; }

    /// <summary>log₂ of the number of leaves.</summary>
    int Depth { get; }

    /// <summary>32 bytes.</summary>
    ReadOnlySpan<byte> Root { get; }

    /// <summary>The leaves at positions: an element of each row, in wire encoding, leaf after leaf.</summary>
    /// <param name="positions">Strictly rising, below 2^<see cref="Depth"/>.</param>
    byte[] ReadLeaves(ReadOnlySpan<uint> positions);

    /// <summary>The pruned multiproof of positions: 32 bytes per sibling.</summary>
    /// <param name="positions">Strictly rising, below 2^<see cref="Depth"/>.</param>
    byte[] Prove(ReadOnlySpan<uint> positions);
}
