using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Prover;

/// <summary>
/// What a prover asks of a device, in a form that suits memory at the far end of a bus: matrices, layers and polynomials stay on the device behind
/// handles; plans go there once; round sums, roots, leaves, siblings and nonces come back. Every operation's memory is known before it starts. Results
/// are the same on every backend and any number of threads. Safe for several threads; a session belongs to one at a time.
/// </summary>
public interface IProverBackend : IDisposable
{
    /// <summary>The device in words.</summary>
    string Device { get; }

    /// <summary>What sessions reserve their device bytes from.</summary>
    MemoryBudget Memory { get; }

    /// <summary>A matrix, until it is disposed; nothing where the device reads the caller's memory.</summary>
    ProverMemory RowsBytes(RowsShape shape);

    /// <summary><see cref="IProverSession.Commit"/>: what is kept until the commitment is disposed.</summary>
    ProverMemory TreeBytes(RowsShape shape, int rateLog);

    /// <summary><see cref="IProverSession.Commit"/>: more, while it runs.</summary>
    ProverMemory EncodingBytes(RowsShape shape, int rateLog);

    /// <summary><see cref="IProverSession.AddFractions"/>, until it is disposed.</summary>
    ProverMemory FractionBytes(int logLeaves, long usedLeaves);

    /// <summary><see cref="IProverSession.StartRows"/>, until it is disposed.</summary>
    /// <param name="columns">Opened columns, those of the next row included.</param>
    ProverMemory RowSumcheckBytes(int columns, int logHeight);

    /// <summary><see cref="IProverSession.StartReduction"/>, until it is disposed.</summary>
    ProverMemory ReductionBytes(int logRowLength, IReadOnlyList<WeightTerm> terms);

    /// <summary><see cref="IProverSession.StartProduct"/>, until it is disposed.</summary>
    /// <param name="logInner">Variables that are left when those of the points are bound.</param>
    ProverMemory ProductBytes(int logInner);

    /// <summary><see cref="IProverSession.BatchRows"/>, until it is disposed.</summary>
    ProverMemory PolynomialBytes(int logRowLength);

    /// <summary><see cref="IFoldedPolynomial.Commit"/>: the coefficients that it keeps with its commitment, whose tree and encoding come on top.</summary>
    ProverMemory OracleRowsBytes(RowsShape shape);

    /// <summary>Waits until the budgets have room for a job's peak: the most bytes of matrices, commitments and running operations at one time.</summary>
    /// <exception cref="DeviceMemoryException">They never will.</exception>
    IProverSession Begin(ProverMemory peak, CancellationToken cancellation);
}

/// <summary>Bytes of an operation.</summary>
/// <param name="DeviceBytes">Of the device's budget.</param>
/// <param name="HostBytes">Of the host's, where the device is not the host.</param>
public readonly record struct ProverMemory(long DeviceBytes, long HostBytes)
{
    /// <summary>Nothing.</summary>
    public static ProverMemory Zero => default;

    /// <summary>A matrix, its commitment and the work of making it.</summary>
    public static ProverMemory OfCommitment(IProverBackend backend, RowsShape shape, int rateLog) =>
        backend.RowsBytes(shape) + backend.TreeBytes(shape, rateLog) + backend.EncodingBytes(shape, rateLog);

    /// <summary>Both at one time.</summary>
    public static ProverMemory operator +(ProverMemory left, ProverMemory right) =>
        new(left.DeviceBytes + right.DeviceBytes, left.HostBytes + right.HostBytes);

    /// <summary>One after the other.</summary>
    public static ProverMemory Max(ProverMemory left, ProverMemory right) =>
        new(Math.Max(left.DeviceBytes, right.DeviceBytes), Math.Max(left.HostBytes, right.HostBytes));
}
