using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Kernels.Prover.Far;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.RowEncode;

/// <summary>Self-test of row encoding: leaves of whole commitments against every polynomial's value at every point, and the tree over them.</summary>
internal static class RowEncodeCheck
{
    /// <summary>Rows, log₂ of their length, log₂ of the blow-up: a single value, around a group of 128, over several cosets and both fields.</summary>
    private static readonly (RowsShape Shape, int RateLog)[] Shapes =
    [
        (new(1, 0, ElementField.Base), 0), (new(1, 1, ElementField.Base), 2), (new(3, 5, ElementField.Base), 1), (new(2, 4, ElementField.Extension), 2),
        (new(5, 6, ElementField.Base), 1),
    ];

    public static string Run(IDevice device, CancellationToken cancellation)
    {
        using CpuProverBackend host = new(new MemoryBudget("host", capacityBytes: 0), threads: 1);
        using FarProverBackend backend = new(device, host);
        foreach ((RowsShape shape, int rateLog) in Shapes) { Compare(backend, shape, rateLog, cancellation); }

        return $"{Shapes.Length} commitments of up to {Shapes.Max(s => s.Shape.Words << s.RateLog)} values agree";
    }

    /// <summary>The leaves by their definition.</summary>
    /// <param name="words">The matrix, an element's words together.</param>
    public static byte[] Leaves(RowsShape shape, int rateLog, ReadOnlySpan<ulong> words)
    {
        int length = 1 << shape.RowLog, coordinates = shape.Coordinates, leafCount = 1 << shape.DomainLog(rateLog);
        byte[] leaves = new byte[leafCount * shape.LeafBytes];
        for (int i = 0; i < leafCount; i++)
        {
            ulong x = EvaluationDomain.Point((uint)i, shape.DomainLog(rateLog));
            for (int plane = 0; plane < shape.Planes; plane++)
            {
                ulong value = 0;
                for (int b = length - 1; b >= 0; b--)
                {
                    ulong coefficient = words[((((plane / coordinates) * length) + b) * coordinates) + (plane % coordinates)];
                    value = Goldilocks.Add(Goldilocks.Multiply(value, x), coefficient);
                }

                BinaryPrimitives.WriteUInt64LittleEndian(leaves.AsSpan((i * shape.LeafBytes) + (plane * Goldilocks.Bytes)), value);
            }
        }

        return leaves;
    }

    private static void Compare(FarProverBackend backend, RowsShape shape, int rateLog, CancellationToken cancellation)
    {
        byte[] input = SelfTestInput.Bytes((int)shape.Words * sizeof(ulong), seed: shape.Rows);
        ulong[] words = [.. MemoryMarshal.Cast<byte, ulong>(input).ToArray().Select(Goldilocks.Canonical)];
        byte[] leaves = Leaves(shape, rateLog, words);
        using IProverSession session = backend.Begin(ProverMemory.OfCommitment(backend, shape, rateLog), cancellation);
        using IFieldRows rows = shape.Field == ElementField.Base
            ? session.Import(shape, words)
            : session.Import(shape, MemoryMarshal.Cast<ulong, Ext2>(words).ToArray());
        using IRowCommitment commitment = session.Commit(rows, rateLog);
        uint[] all = [.. Enumerable.Range(0, 1 << commitment.Depth).Select(i => (uint)i)];
        string situation = $"{shape.Rows} rows of 2^{shape.RowLog} at rate 1/{1 << rateLog}";
        WrongResultException.Compare(commitment.ReadLeaves(all), leaves, situation);
        WrongResultException.Compare(commitment.Root, MerkleTree.OfLeaves(leaves, shape.LeafBytes).Root, situation);
    }
}
