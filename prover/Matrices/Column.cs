namespace FvmCompute.Prover.Matrices;

/// <summary>A table column inside a matrix: <see cref="Stored"/> cells from <see cref="Start"/>, then zeros up to 2^<see cref="LogHeight"/>.</summary>
internal readonly record struct Column(ulong[] Cells, int Start, int Stored, int LogHeight)
{
    /// <summary>Rows <paramref name="first"/>.. of the padded column, straight from the matrix or, where zeros are among them, from the buffer.</summary>
    /// <param name="buffer">As many words as are asked for.</param>
    public ReadOnlySpan<ulong> Rows(long first, Span<ulong> buffer)
    {
        long stored = Math.Clamp(Stored - first, 0, buffer.Length);
        ReadOnlySpan<ulong> cells = stored == 0 ? [] : Cells.AsSpan(Start + (int)first, (int)stored);
        if (stored == buffer.Length) { return cells; }
        cells.CopyTo(buffer);
        buffer[(int)stored..].Clear();
        return buffer;
    }
}
