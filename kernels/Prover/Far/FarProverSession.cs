using System.Runtime.InteropServices;
using FvmCompute.Kernels.Blake2bTree;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.RowEncode;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Far;

/// <param name="host">For the operations that have no kernel; disposed with the session.</param>
internal sealed class FarProverSession(
    (IDevice Device, RowEncodeKernel Encode, Blake2bTreeKernel Tree) device, SessionMemory memory, IProverSession host, CancellationToken cancellation)
    : IProverSession
{
    private readonly FarLink _link = new(device.Device, cancellation);
    private CosetBuffers? _buffers;

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<ulong> words)
    {
        Require.Exactly(shape.Coordinates, 1, "words per element of a matrix over F");
        return Import(shape, words.Span, host.Import(shape, words));
    }

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<Ext2> elements)
    {
        Require.Exactly(shape.Coordinates, 2, "words per element of a matrix over K");
        return Import(shape, MemoryMarshal.Cast<Ext2, ulong>(elements.Span), host: null);
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

    public IFractionTree AddFractions(FractionPlan plan) => host.AddFractions(HostSide.Of(plan));

    public IRowSumcheck StartRows(RowSumcheckPlan plan, ReadOnlySpan<Ext2> point) => host.StartRows(HostSide.Of(plan), point);

    public IInnerSumcheck StartReduction(IReadOnlyList<IFieldRows> matrices, int logRowLength, IReadOnlyList<WeightTerm> terms) =>
        host.StartReduction(HostSide.Of(matrices), logRowLength, terms);

    public IInnerSumcheck StartProduct(ColumnRange left, ReadOnlySpan<Ext2> leftPoint, ColumnRange right, ReadOnlySpan<Ext2> rightPoint) =>
        host.StartProduct(HostSide.Of(left), leftPoint, HostSide.Of(right), rightPoint);

    public Ext2 EvaluateColumn(ColumnRange column, ReadOnlySpan<Ext2> point) => host.EvaluateColumn(HostSide.Of(column), point);

    public Ext2[] EvaluateRows(IReadOnlyList<IFieldRows> matrices, ReadOnlySpan<Ext2> point) => host.EvaluateRows(HostSide.Of(matrices), point);

    public Ext2 EvaluateMatrix(IFieldRows rows, ReadOnlySpan<Ext2> point) => host.EvaluateMatrix(HostSide.Of(rows), point);

    public IFoldedPolynomial BatchRows(IReadOnlyList<IFieldRows> matrices, ReadOnlySpan<Ext2> fold, ReadOnlySpan<Ext2> point) =>
        new FarFoldedPolynomial(host.BatchRows(HostSide.Of(matrices), fold, point), this);

    /// <summary>On the host: the few thousand hashes of a site take it less time than a device would wait for its orders.</summary>
    public ulong Grind(ReadOnlySpan<byte> message, int bits) => host.Grind(message, bits);

    /// <summary>The device's buffers stay: openings encode again.</summary>
    public void Trim() => host.Trim();

    public void Dispose()
    {
        host.Dispose();
        _buffers?.Dispose();
        _link.Dispose();
        memory.Dispose();
    }

    internal FarLink Link => _link;

    internal RowEncodeKernel Encode => device.Encode;

    internal Blake2bTreeKernel Tree => device.Tree;

    /// <summary>Device memory; where there is no room for it beside the buffers of commitments, these are given up.</summary>
    internal FarBuffer New(long bytes)
    {
        if (bytes > memory.FreeBytes && _buffers is not null)
        {
            _buffers.Dispose();
            _buffers = null;
        }

        return new(device.Device, memory, bytes);
    }

    /// <summary>Buffers for batches of cosets, kept for the next commitment that they fit.</summary>
    internal CosetBuffers Buffers(RowsShape shape, int rateLog)
    {
        if (_buffers is not null && _buffers.Fit(shape, rateLog)) { return _buffers; }
        _buffers?.Dispose();
        _buffers = null;
        return _buffers = new CosetBuffers(this, shape, rateLog);
    }

    private FarFieldRows Import(RowsShape shape, ReadOnlySpan<ulong> words, IFieldRows? host)
    {
        Require.Exactly(words.Length, shape.Words, "words of the matrix");
        FarBuffer buffer = memory.Own(New(shape.Words * sizeof(ulong)));
        _link.Send(words, buffer.Device);
        return new FarFieldRows(shape, buffer, host);
    }
}
