using System.Runtime.InteropServices;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Tests.Prover.Cpu;

public class CpuFieldRowsTests
{
    private const int RowLog = 15;
    private const int Length = 1 << RowLog;

    [Fact]
    public async Task Plane_OfEverySource_IsOneCoordinateOfARowByAnyNumberOfThreads()
    {
        ulong[] words = [.. Enumerable.Range(0, 4 * Length).Select(i => (ulong)i * 3)];
        Ext2[] elements = MemoryMarshal.Cast<ulong, Ext2>(words).ToArray();
        RowsShape four = new(4, RowLog, ElementField.Base), two = new(2, RowLog, ElementField.Extension);
        using HostRegions regions = new();
        using MemoryReservation reservation = await new MemoryBudget("test", 1 << 24).ReserveAsync(1 << 24, CancellationToken.None);
        using SessionMemory memory = new("test", reservation);
        using HostArena arena = new(memory, regions);
        HostBlock planes = arena.Rent(words.Length * sizeof(ulong));
        words.CopyTo(planes.Words(0, words.Length));
        using CpuFieldRows cells = new(four, words), pairs = new(two, elements), block = new(two, planes);
        for (int plane = 0; plane < 4; plane++)
        {
            ulong[] row = words[(plane * Length)..((plane + 1) * Length)];
            AssertPlane(row, cells, plane);
            AssertPlane(row, block, plane);
            int first = plane / 2 * 2 * Length;
            AssertPlane([.. Enumerable.Range(0, Length).Select(i => words[first + (2 * i) + (plane & 1)])], pairs, plane);
        }
    }

    private static void AssertPlane(ulong[] expected, CpuFieldRows rows, int plane)
    {
        ulong[] buffer = new ulong[Length];
        Assert.Equal(expected, rows.Plane(plane, buffer).ToArray());
        Assert.Equal(expected, rows.Plane(plane, new ulong[Length], new ParallelOptions { MaxDegreeOfParallelism = 3 }).ToArray());
    }
}
