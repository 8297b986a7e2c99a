namespace FvmCompute.Verifier.VectorChecks;

/// <summary>One thing a vector file says and whether this verifier agrees.</summary>
/// <param name="Name">What is compared, or why the proof was tampered with.</param>
/// <param name="Agrees">Whether it is as the file says. For a tampered proof only the refusal counts, not its reason.</param>
/// <param name="Expected">What the file says.</param>
/// <param name="Got">What came out.</param>
public sealed record VectorEntry(string Name, bool Agrees, string Expected, string Got);

/// <summary>The result of checking one vector file.</summary>
/// <param name="Name">The file's own name for itself; empty when it is not a vector file.</param>
public sealed record VectorReport(string Name, IReadOnlyList<VectorEntry> Entries)
{
    /// <summary>Whether there was something to check and all of it agrees.</summary>
    public bool Passed => Entries.Count > 0 && Entries.All(e => e.Agrees);
}
