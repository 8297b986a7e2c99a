using FvmCompute.Kernels.Interop;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu;

internal sealed class CpuProverSession(CpuProverBackend backend, SessionMemory memory, ParallelOptions threads) : IProverSession
{
    private SessionMemory.MemoryShare? _planesShare;
    private HostWords? _planes;

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<ulong> words) => new CpuFieldRows(shape, words);

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<Ext2> elements) => new CpuFieldRows(shape, elements);

    public IRowCommitment Commit(IFieldRows rows, int rateLog)
    {
        CommitMemory bytes = backend.CommitBytes(rows.Shape, rateLog);
        HostWords planes = Planes(bytes.Working);
        SessionMemory.MemoryShare kept = memory.Own(memory.Take(bytes.Kept));
        try { return new CpuRowCommitment((CpuFieldRows)rows, rateLog, planes, threads, kept); }
        catch
        {
            kept.Dispose();
            throw;
        }
    }

    public ulong Grind(ReadOnlySpan<byte> message, int bits) => CpuGrinder.Grind(message, bits, threads);

    public void Dispose()
    {
        _planes?.Dispose();
        _planes = null;
        memory.Dispose();
    }

    /// <summary>The buffer of codewords, kept from one commitment to the next: the first touch of new memory costs as much as a transform in it.</summary>
    private HostWords Planes(long bytes)
    {
        if (_planes is not null && _planes.Bytes >= bytes) { return _planes; }
        _planes?.Dispose();
        _planesShare?.Dispose();
        _planesShare = memory.Take(bytes);
        return _planes = new HostWords(bytes / sizeof(ulong));
    }
}
