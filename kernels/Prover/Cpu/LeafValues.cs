using System.Buffers;
using System.Buffers.Binary;
using FvmCompute.Kernels.Prover.Cpu.Points;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>Leaves at some positions, from the rows.</summary>
internal static class LeafValues
{
    public static byte[] Make(CpuFieldRows rows, int rateLog, ReadOnlySpan<uint> positions, ParallelOptions threads)
    {
        RowsShape shape = rows.Shape;
        DomainPoints points = new(positions, shape.DomainLog(rateLog), shape.RowLog);
        byte[] leaves = new byte[checked(positions.Length * shape.LeafBytes)];
        int count = positions.Length;
        Parallel.For(0, shape.Planes, threads, plane => Fill(rows, plane, points, count, leaves));
        return leaves;
    }

    private static void Fill(CpuFieldRows rows, int plane, DomainPoints points, int count, byte[] leaves)
    {
        ulong[] buffer = ArrayPool<ulong>.Shared.Rent(rows.BufferWords + points.ScratchWords + count);
        Span<ulong> scratch = buffer.AsSpan(rows.BufferWords, points.ScratchWords), values = buffer.AsSpan(rows.BufferWords + scratch.Length, count);
        points.Evaluate(CpuPath.Current, rows.Plane(plane, buffer), scratch, values);
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(leaves.AsSpan((i * rows.Shape.LeafBytes) + (plane * Goldilocks.Bytes)), values[i]);
        }

        ArrayPool<ulong>.Shared.Return(buffer);
    }
}
