using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Openings;

/// <summary>The lengths of openings before they are made (proof-system.md §14, §15): bounds, since positions are drawn and paths share digests.</summary>
public static class OpeningSize
{
    private const int PartHeaderBytes = 5;

    /// <summary>Bytes of the longest part that opens one position of a level.</summary>
    /// <param name="level">0..M.</param>
    public static long SinglePosition(Instance instance, int level) => PartHeaderBytes + PositionBytes(OracleShape.Of(instance)[level]);

    /// <summary>Bytes of the longest record of a level.</summary>
    /// <param name="level">0..M.</param>
    public static int MostRecord(Instance instance, int level)
    {
        OracleShape shape = OracleShape.Of(instance)[level];
        int fold = level == 0 ? CircuitLimits.LogHeight((ulong)instance.MatrixRows) : instance.Profile.Folds[level - 1];
        return LevelRecord.EncodedBytes(shape.TreeRows.Length, fold, shape.Positions);
    }

    /// <summary>
    /// The most parts of a level. A part that would be too long is cut in proportion to its bytes, which are no more than those of its positions one by one: so
    /// many as fit one by one fit together.
    /// </summary>
    /// <param name="level">0..M.</param>
    /// <param name="maxBytes">What parts are cut to, unless one position alone needs more.</param>
    public static int MostParts(Instance instance, int level, long maxBytes)
    {
        long together = Math.Max(1, maxBytes / SinglePosition(instance, level));
        return (int)((instance.Profile.Queries[level] + together - 1) / together);
    }

    /// <summary>A leaf and a whole path in each tree.</summary>
    private static long PositionBytes(OracleShape shape) =>
        shape.TreeRows.Sum(rows => ((long)rows * shape.ElementBytes) + sizeof(uint) + ((long)Digest.Size * shape.LogDomain));
}
