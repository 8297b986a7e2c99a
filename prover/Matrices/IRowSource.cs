namespace FvmCompute.Prover.Matrices;

/// <summary>Rows of equal length over F.</summary>
public interface IRowSource
{
    /// <summary>How many.</summary>
    int RowCount { get; }

    /// <summary>The elements of a row, canonical.</summary>
    ReadOnlySpan<ulong> Row(int row);
}
