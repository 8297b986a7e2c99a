namespace FvmCompute.Primitives.Merkle;

/// <summary>A device that folds the bottom of trunc-254 SHA-256 trees (Filecoin's piece and sector trees).</summary>
public interface INodeReducer
{
    /// <summary>The most levels one call can fold: 2^26 nodes of 32 bytes are as many as a span holds.</summary>
    const int MaxLevels = 26;

    /// <summary>The device in words, as shown in receipts and benchmarks.</summary>
    string Device { get; }

    /// <summary>Folds whole subtrees of 2^<paramref name="levels"/> nodes to their roots.</summary>
    /// <param name="nodes">roots × 2^levels nodes of 32 bytes, left to right.</param>
    /// <param name="levels">0 (copy) .. 26.</param>
    /// <param name="roots">Exactly 32 bytes for each subtree; must not overlap the nodes.</param>
    /// <param name="ct">Checked at least once per MiB of nodes; on cancellation the content of <paramref name="roots"/> is undefined.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    void Reduce(ReadOnlySpan<byte> nodes, int levels, Span<byte> roots, CancellationToken ct);
}
