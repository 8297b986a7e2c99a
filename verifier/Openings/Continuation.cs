using System.Collections.Immutable;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Openings;

/// <summary>The state of a verification between two messages; a chain stores its hash only (proof-system.md §15).</summary>
/// <param name="StatementHash">BLAKE2b-256 of the statement.</param>
/// <param name="RecordHashes">Of the level records 0..M.</param>
/// <param name="Level">The level of the next part.</param>
/// <param name="First">The number of the first position of the next part.</param>
public sealed record Continuation(Digest StatementHash, ImmutableArray<Digest> RecordHashes, byte Level, ushort First)
{
    private const byte HashPrefix = 3;

    /// <summary>Whether all openings are verified: only then anything may be settled.</summary>
    public bool IsComplete => Level == RecordHashes.Length && First == 0;

    /// <summary>C: what is stored.</summary>
    public Digest Hash()
    {
        WireWriter writer = new();
        writer.U8(HashPrefix).Digest(StatementHash).U8(checked((byte)RecordHashes.Length));
        foreach (Digest hash in RecordHashes) { writer.Digest(hash); }
        return Digest.Of(writer.U8(Level).U16(First).ToArray());
    }
}
