using System.Runtime.InteropServices;
using FvmCompute.Kernels.Blake2bTree;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Kernels.RowEncode;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Far;

internal sealed class FarProverSession(
    IDevice device, RowEncodeKernel encode, Blake2bTreeKernel tree, SessionMemory memory, CancellationToken cancellation) : IProverSession
{
    private readonly FarLink _link = new(device, cancellation);
    private CosetBuffers? _buffers;

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<ulong> words)
    {
        Require.Exactly(shape.Coordinates, 1, "words per element of a matrix over F");
        return Import(shape, words.Span);
    }

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<Ext2> elements)
    {
        Require.Exactly(shape.Coordinates, 2, "words per element of a matrix over K");
        return Import(shape, MemoryMarshal.Cast<Ext2, ulong>(elements.Span));
    }

    public IRowCommitment Commit(IFieldRows rows, int rateLog)
    {
        rows.Shape.Check(rateLog);
        FarBuffer nodes = memory.Own(New(Blake2bTreeKernel.TreeBytes(1L << rows.Shape.DomainLog(rateLog))));
        try { return memory.Own(new FarRowCommitment(this, (FarFieldRows)rows, rateLog, nodes)); }
        catch
        {
            nodes.Dispose();
            throw;
        }
    }

    /// <summary>On the host: the few thousand hashes of a site take it less time than a device would wait for its orders.</summary>
    public ulong Grind(ReadOnlySpan<byte> message, int bits) => CpuGrinder.Grind(message, bits, new ParallelOptions { CancellationToken = cancellation });

    public void Dispose()
    {
        _buffers?.Dispose();
        _link.Dispose();
        memory.Dispose();
    }

    internal FarLink Link => _link;

    internal RowEncodeKernel Encode => encode;

    internal Blake2bTreeKernel Tree => tree;

    internal FarBuffer New(long bytes) => new(device, memory, bytes);

    /// <summary>Buffers for batches of cosets, kept for the next commitment that they fit.</summary>
    internal CosetBuffers Buffers(RowsShape shape, int rateLog)
    {
        if (_buffers is not null && _buffers.Fit(shape, rateLog)) { return _buffers; }
        _buffers?.Dispose();
        return _buffers = new CosetBuffers(this, shape, rateLog);
    }

    private FarFieldRows Import(RowsShape shape, ReadOnlySpan<ulong> words)
    {
        Require.Exactly(words.Length, shape.Words, "words of the matrix");
        FarBuffer buffer = memory.Own(New(shape.Words * sizeof(ulong)));
        _link.Send(words, buffer.Device);
        return new FarFieldRows(shape, buffer);
    }
}
