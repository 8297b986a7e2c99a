using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// Piece commitments (CommP) of payloads of any length, in bounded memory: at most 2 MiB a thread on the CPU, about five device segments with a
/// device, and the retained row.
/// </summary>
public static class CommP
{
    /// <summary>Commits to the bytes from where <paramref name="payload"/> stands to its end. The stream stays open.</summary>
    /// <exception cref="FilecoinFormatException">
    /// The declared sizes do not fit (<c>piece.size</c>, <c>piece.payload.over</c>, <c>piece.payload.short</c>), or a file changed (<c>piece.payload.changed</c>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PieceTree Compute(Stream payload, CommPOptions? options = null, CancellationToken ct = default) =>
        Compute(new PieceSource.OfStream(payload), options ?? new CommPOptions(), ct);

    /// <summary>Commits to a file, which the hashing threads read side by side. Files that cannot seek are read as streams.</summary>
    /// <inheritdoc cref="Compute(Stream, CommPOptions, CancellationToken)"/>
    public static PieceTree ComputeFile(string path, CommPOptions? options = null, CancellationToken ct = default)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return file.CanSeek ? Compute(new PieceSource.OfFile(file.SafeFileHandle), options ?? new CommPOptions(), ct) : Compute(file, options, ct);
    }

    private static PieceTree Compute(PieceSource source, CommPOptions options, CancellationToken ct)
    {
        options.Check();
        return new CommPRun(source, options, ct).Run();
    }
}
