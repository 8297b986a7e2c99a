using System.Buffers;
using System.Buffers.Binary;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Ntt;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>Leaves at some positions, from the rows.</summary>
internal static class LeafValues
{
    public static byte[] Make(CpuFieldRows rows, int rateLog, ReadOnlySpan<uint> positions, ParallelOptions threads)
    {
        RowsShape shape = rows.Shape;
        RowTransform.Prepare(shape.DomainLog(rateLog));
        uint[] asked = positions.ToArray();
        byte[] leaves = new byte[checked(asked.Length * shape.LeafBytes)];
        Parallel.For(0, shape.Planes, threads, plane => Fill(rows, plane, asked, leaves));
        return leaves;
    }

    private static void Fill(CpuFieldRows rows, int plane, uint[] positions, byte[] leaves)
    {
        int length = 1 << rows.Shape.RowLog;
        ulong[] buffer = ArrayPool<ulong>.Shared.Rent((2 * length) + positions.Length);
        Span<ulong> values = buffer.AsSpan(2 * length, positions.Length);
        PointValues.Make(rows.Plane(plane, buffer.AsSpan(0, length)), positions, buffer.AsSpan(length, length), values);
        for (int i = 0; i < positions.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(leaves.AsSpan((i * rows.Shape.LeafBytes) + (plane * Goldilocks.Bytes)), values[i]);
        }

        ArrayPool<ulong>.Shared.Return(buffer);
    }
}
