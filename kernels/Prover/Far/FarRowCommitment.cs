using FvmCompute.Kernels.Blake2bTree;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.RowEncode;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.Prover.Far;

internal sealed class FarRowCommitment : IRowCommitment
{
    private readonly FarProverSession _session;
    private readonly FarFieldRows _rows;
    private readonly FarBuffer _nodes;
    private readonly int _rateLog;
    private readonly byte[] _root = new byte[MerkleHash.Bytes];
    private bool _disposed;

    /// <param name="nodes">For the tree; disposed with the commitment.</param>
    public FarRowCommitment(FarProverSession session, FarFieldRows rows, int rateLog, FarBuffer nodes)
    {
        (_session, _rows, _rateLog, _nodes) = (session, rows, rateLog, nodes);
        Depth = rows.Shape.DomainLog(rateLog);
        CosetBuffers buffers = session.Buffers(Shape, rateLog);
        int batch = FarProverBackend.Cosets(Shape, rateLog);
        for (int first = 0; first < 1 << rateLog; first += batch) { Hash(buffers, first, Math.Min(batch, (1 << rateLog) - first)); }

        session.Tree.Finish(session.Link.Stream, nodes.Device, 1L << Depth, session.Link.Cancellation);
        session.Link.Receive(nodes.Device, Blake2bTreeKernel.TreeBytes(1L << Depth) - MerkleHash.Bytes, _root);
    }

    public RowsShape Shape => _rows.Shape;

    public int Depth { get; }

    public ReadOnlySpan<byte> Root => _root;

    /// <summary>Makes the cosets again that have positions, one at a time, and collects the leaves of each.</summary>
    public byte[] ReadLeaves(ReadOnlySpan<uint> positions)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Require.Positions(positions, Depth);
        byte[] leaves = new byte[checked(positions.Length * Shape.LeafBytes)];
        CosetBuffers buffers = _session.Buffers(Shape, _rateLog);
        for (int start = 0, end; start < positions.Length; start = end)
        {
            uint coset = positions[start] >> Shape.RowLog;
            for (end = start + 1; end < positions.Length && positions[end] >> Shape.RowLog == coset; end++) { }

            ulong[] inCoset = new ulong[end - start];
            for (int i = 0; i < inCoset.Length; i++) { inCoset[i] = positions[start + i] - ((ulong)coset << Shape.RowLog); }
            Encode(buffers, (int)coset, 1);
            Collect(buffers, buffers.Leaves, inCoset, Shape.LeafBytes, leaves.AsSpan(start * Shape.LeafBytes));
        }

        return leaves;
    }

    public byte[] Prove(ReadOnlySpan<uint> positions)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Require.Positions(positions, Depth);
        ulong[] siblings = SiblingPlan.Make(Depth, positions);
        byte[] proof = new byte[siblings.Length * MerkleHash.Bytes];
        Collect(_session.Buffers(Shape, _rateLog), _nodes.Device, siblings, MerkleHash.Bytes, proof);
        return proof;
    }

    public void Dispose()
    {
        _disposed = true;
        _nodes.Dispose();
    }

    private void Hash(CosetBuffers buffers, int first, int cosets)
    {
        Encode(buffers, first, cosets);
        _session.Tree.HashSome(
            _session.Link.Stream, buffers.Leaves, Shape.LeafBytes, _nodes.Device,
            (long)first << Shape.RowLog, (long)cosets << Shape.RowLog, _session.Link.Cancellation);
    }

    private void Encode(CosetBuffers buffers, int first, int cosets) => _session.Encode.Encode(
        _session.Link.Stream, _rows.Words, buffers.Roots, buffers.Values, buffers.Leaves,
        new CosetRange(first, cosets, Shape.Planes, Shape.RowLog, Shape.Coordinates), _session.Link.Cancellation);

    /// <summary>Fetches items of one size by their numbers, many with each launch.</summary>
    private void Collect(CosetBuffers buffers, IDeviceBuffer source, ReadOnlySpan<ulong> numbers, int itemBytes, Span<byte> items)
    {
        int most = (int)Math.Min(CosetBuffers.MostItems, buffers.Collected.Bytes / itemBytes);
        while (!numbers.IsEmpty)
        {
            int count = Math.Min(most, numbers.Length);
            _session.Link.Send(numbers[..count], buffers.Orders);
            _session.Encode.Gather(
                _session.Link.Stream, source, buffers.Orders, buffers.Collected, itemBytes / sizeof(ulong), count, _session.Link.Cancellation);
            _session.Link.Receive(buffers.Collected, 0, items[..(count * itemBytes)]);
            numbers = numbers[count..];
            items = items[(count * itemBytes)..];
        }
    }
}
