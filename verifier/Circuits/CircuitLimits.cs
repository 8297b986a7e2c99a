namespace FvmCompute.Verifier.Circuits;

/// <summary>Bounds of proof-system.md §6: a statement beyond one is refused before anything of that size is built.</summary>
public static class CircuitLimits
{
    /// <summary>Tables of a circuit; at least one.</summary>
    public const int Tables = 64;

    /// <summary>Columns of a table, dataset and auxiliary together; also columns of a dataset block.</summary>
    public const int Columns = 1024;

    /// <summary>Nodes of a table.</summary>
    public const int Nodes = 1 << 16;

    /// <summary>Message columns of an interaction; at least one.</summary>
    public const int MessageWidth = 64;

    /// <summary>θ challenges.</summary>
    public const int Challenges = 4;

    /// <summary>Degree of a node in the columns; a constraint or numerator one less, for its row selector.</summary>
    public const int Degree = 5;

    /// <summary>Degree of a node in the θ challenges.</summary>
    public const int ChallengeDegree = 64;

    /// <summary>log₂ of the rows of a table or dataset block, rounded up.</summary>
    public const int LogRows = 30;

    /// <summary>Datasets of a statement.</summary>
    public const int Datasets = 64;

    /// <summary>Blocks of a dataset.</summary>
    public const int Blocks = 64;

    /// <summary>Columns of a dataset.</summary>
    public const int DatasetColumns = 4096;

    /// <summary>Rows of the virtual matrix, W; at least one.</summary>
    public const int MatrixRows = 4096;

    /// <summary>Stored column chunks that the claims of the stacked reduction touch.</summary>
    public const int ReductionTerms = 1 << 18;

    /// <summary>log₂ of the smallest power of two that holds so many rows; 0 for no rows. Up to 64.</summary>
    public static int LogHeight(ulong rows) => rows <= 1 ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount(rows - 1);
}
