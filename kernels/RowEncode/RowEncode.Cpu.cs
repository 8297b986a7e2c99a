using System.Runtime.InteropServices;
using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.RowEncode;

/// <summary>The twin of <c>row_encode.cl</c>, a value at a time. The prover on the host's processor has its own, faster form.</summary>
internal static class RowEncodeCpu
{
    public const int GroupSize = 128;

    /// <summary>rows, values, planes, rowLog, coordinates, first, count: as the kernel.</summary>
    public static void Spread(CpuLaunch launch, long group)
    {
        long planes = launch.UInt32(2), coordinates = launch.UInt32(4);
        int rowLog = (int)launch.UInt32(3);
        foreach (long item in Items(launch, group, 5))
        {
            long at = item & ((1L << rowLog) - 1), plane = (item >> rowLog) % planes;
            Word(launch, 1, item) = Word(launch, 0, ((((plane / coordinates) << rowLog) + at) * coordinates) + (plane % coordinates));
        }
    }

    /// <summary>values, roots, planes, rowLog, blockLog, firstCoset, first, count: as the kernel.</summary>
    public static void Level(CpuLaunch launch, long group)
    {
        int rowLog = (int)launch.UInt32(3), blockLog = (int)launch.UInt32(4);
        long stride = 1L << (blockLog - 1);
        foreach (long item in Items(launch, group, 6))
        {
            long block = item >> (blockLog - 1), low = (block << blockLog) + (item & (stride - 1));
            long inPlane = block & ((1L << (rowLog - blockLog)) - 1), coset = launch.UInt32(5) + ((block >> (rowLog - blockLog)) / launch.UInt32(2));
            ref ulong x = ref Word(launch, 0, low), y = ref Word(launch, 0, low + stride);
            ulong product = Goldilocks.Multiply(y, Word(launch, 1, (coset << (rowLog - blockLog)) + inPlane));
            y = Goldilocks.Subtract(x, product);
            x = Goldilocks.Add(x, product);
        }
    }

    /// <summary>values, leaves, planes, rowLog, first, count: as the kernel.</summary>
    public static void Leaves(CpuLaunch launch, long group)
    {
        long planes = launch.UInt32(2);
        int rowLog = (int)launch.UInt32(3);
        foreach (long item in Items(launch, group, 4))
        {
            long at = (item / planes) & ((1L << rowLog) - 1), coset = (item / planes) >> rowLog;
            Word(launch, 1, item) = Word(launch, 0, (((coset * planes) + (item % planes)) << rowLog) + at);
        }
    }

    /// <summary>source, numbers, target, words, first, count: as the kernel.</summary>
    public static void Gather(CpuLaunch launch, long group)
    {
        long words = launch.UInt32(3);
        foreach (long item in Items(launch, group, 4))
        {
            Word(launch, 2, item) = Word(launch, 0, ((long)Word(launch, 1, item / words) * words) + (item % words));
        }
    }

    private static IEnumerable<long> Items(CpuLaunch launch, long group, int firstArgument)
    {
        long first = (long)launch.UInt64(firstArgument), end = first + launch.UInt32(firstArgument + 1);
        long start = first + (group * GroupSize);
        for (long item = start; item < Math.Min(end, start + GroupSize); item++) { yield return item; }
    }

    private static ref ulong Word(CpuLaunch launch, int buffer, long index) =>
        ref MemoryMarshal.AsRef<ulong>(launch.Bytes(buffer, index * sizeof(ulong), sizeof(ulong)));
}
