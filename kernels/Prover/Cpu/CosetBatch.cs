namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>How a codeword is made: some cosets of all rows at a time, in one buffer of planes.</summary>
internal readonly struct CosetBatch
{
    /// <summary>A cache line between planes: planes a power of two apart would all fall into one set of the cache.</summary>
    private const int PaddingWords = 8;

    /// <summary>Enough work for threads between two waits, and no more memory than a large matrix' single coset takes.</summary>
    private const long LeastWords = 1 << 20;

    public CosetBatch(RowsShape shape, int rateLog)
    {
        Cosets = (int)Math.Min(1L << rateLog, (LeastWords / shape.Words) + 1);
        Planes = shape.Planes;
        Stride = (1 << shape.RowLog) + PaddingWords;
    }

    /// <summary>Cosets in the buffer.</summary>
    public int Cosets { get; }

    /// <summary>Planes of each.</summary>
    public int Planes { get; }

    /// <summary>Words from a plane to the next.</summary>
    public int Stride { get; }

    public long Bytes => Start(Cosets, plane: 0) * sizeof(ulong);

    /// <summary>The first word of a plane.</summary>
    public long Start(int coset, int plane) => (((long)coset * Planes) + plane) * Stride;
}
