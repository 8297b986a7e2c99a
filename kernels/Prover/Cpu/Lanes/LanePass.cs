using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Lanes;

/// <summary>One walk over spans of equal length, written once for every register width. Fields hold the spans, the factors and the sums.</summary>
internal interface ILanePass
{
    /// <summary>
    /// For every Run: compiled fully at once, since a proof is often the first and only one of its process, and by itself, since the JIT's budget for
    /// inlining grows with the method it starts from: inlined into a short caller, arithmetic on registers became calls.
    /// </summary>
    const MethodImplOptions OwnCode = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>Works on the elements <paramref name="from"/> .. <paramref name="to"/> − 1, a multiple of the lanes many.</summary>
    void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>;
}

/// <summary>Runs passes on the widest registers of a level, and the last few elements one by one.</summary>
internal static class LanePass
{
    public static void Run<TPass>(CpuLevel level, ref TPass pass, int count)
        where TPass : ILanePass, allows ref struct
    {
        nuint done = level switch
        {
            CpuLevel.Avx512 => Whole<TPass, Vector512<ulong>, FieldLanes8>(ref pass, (nuint)count),
            CpuLevel.Avx2 => Whole<TPass, Vector256<ulong>, FieldLanes4>(ref pass, (nuint)count),
            _ => 0,
        };
        if (done < (nuint)count) { pass.Run<ulong, FieldLanes1>(done, (nuint)count); }
    }

    private static nuint Whole<TPass, TVector, TLanes>(ref TPass pass, nuint count)
        where TPass : ILanePass, allows ref struct
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        nuint whole = count & ~((nuint)TLanes.Count - 1);
        if (whole != 0) { pass.Run<TVector, TLanes>(0, whole); }
        return whole;
    }
}
