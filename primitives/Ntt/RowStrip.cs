namespace FvmCompute.Primitives.Ntt;

/// <summary>Neighbouring columns of a block, if the block is sixteen rows one below the other: a thread takes them through four levels.</summary>
/// <param name="First">The strip's first word among all values.</param>
/// <param name="Row">Words of a row.</param>
/// <param name="Block">The block's number among those of its size.</param>
internal readonly record struct RowStrip(int First, int Row, uint Block)
{
    /// <summary>log₂ of the rows.</summary>
    public const int Levels = 4;

    /// <summary>Columns: half a page. The sixteen pieces of rows are 32 KiB, which the first cache holds.</summary>
    public const int Width = 1 << WidthLog;

    private const int WidthLog = 8;

    /// <summary>The strips of 2^<paramref name="log"/> values, however many blocks these are.</summary>
    public static int Count(int log) => 1 << (log - Levels - WidthLog);

    /// <summary>A strip of a coset's values that have gone through <paramref name="done"/> levels, 2^done blocks.</summary>
    /// <param name="log">log₂ of the values.</param>
    /// <param name="number">Below <see cref="Count"/>.</param>
    public static RowStrip Of(int log, uint coset, int done, int number)
    {
        int rowLog = log - done - Levels, part = number >> (rowLog - WidthLog), strip = number & ((1 << (rowLog - WidthLog)) - 1);
        return new((part << (rowLog + Levels)) + (strip << WidthLog), 1 << rowLog, (coset << done) + (uint)part);
    }
}
