using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu;

internal sealed class CpuProverSession(CpuProverBackend backend, SessionMemory memory, ParallelOptions threads) : IProverSession
{
    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<ulong> words) => new CpuFieldRows(shape, words);

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<Ext2> elements) => new CpuFieldRows(shape, elements);

    public IRowCommitment Commit(IFieldRows rows, int rateLog)
    {
        CommitMemory bytes = backend.CommitBytes(rows.Shape, rateLog);
        SessionMemory.MemoryShare kept = memory.Own(memory.Take(bytes.Kept));
        using SessionMemory.MemoryShare working = memory.Take(bytes.Working);
        try { return new CpuRowCommitment((CpuFieldRows)rows, rateLog, threads, kept); }
        catch
        {
            kept.Dispose();
            throw;
        }
    }

    public ulong Grind(ReadOnlySpan<byte> message, int bits) => CpuGrinder.Grind(message, bits, threads);

    public void Dispose() => memory.Dispose();
}
