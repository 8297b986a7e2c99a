using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>
/// A polynomial modulo X^n − z² becomes its remainders modulo X^(n/2) − z and X^(n/2) + z, down to its values: natural order in, bit-reversed
/// order out, one root for a whole block at each level. Depth first, two levels at a time, so that each block is finished in the cache it fits in.
/// </summary>
internal static class ForwardTransform<TVector, TLanes, TEnd>
    where TVector : unmanaged
    where TLanes : IFieldLanes<TVector>
    where TEnd : ITransformEnd
{
    /// <summary>Transforms 2^<paramref name="log"/> lazy words, at least as many as <typeparamref name="TEnd"/> takes.</summary>
    /// <param name="source">May be the destination.</param>
    /// <param name="block">The number of these values among the blocks of their size.</param>
    public static void Run(ref ulong source, ref ulong destination, ref ulong twiddles, int log, nuint block)
    {
        if (log == TEnd.Log)
        {
            CopyIfApart(ref source, ref destination, 1 << log);
            TEnd.Finish(ref destination, ref twiddles, block);
            return;
        }

        Step(ref source, ref destination, ref twiddles, log, block, 0, PartLength(log));
        for (nuint i = 0; i < Parts(log); i++)
        {
            ref ulong part = ref Unsafe.Add(ref destination, i * PartLength(log));
            Run(ref part, ref part, ref twiddles, log - LevelsAtOnce(log), (block * Parts(log)) + i);
        }
    }

    /// <summary>The levels that one pass over a block does.</summary>
    public static int LevelsAtOnce(int log) => log == TEnd.Log + 1 ? 1 : 2;

    /// <summary>The blocks a pass leaves.</summary>
    public static nuint Parts(int log) => (nuint)1 << LevelsAtOnce(log);

    /// <summary>The length of each of them.</summary>
    public static nuint PartLength(int log) => (nuint)1 << (log - LevelsAtOnce(log));

    /// <summary>One pass over a block, or over columns <paramref name="from"/> to <paramref name="to"/> of its parts, multiples of the lanes.</summary>
    /// <param name="source">2^<paramref name="log"/> words; may be the destination.</param>
    public static void Step(ref ulong source, ref ulong destination, ref ulong twiddles, int log, nuint block, nuint from, nuint to)
    {
        if (LevelsAtOnce(log) == 1) { One(ref source, ref destination, ref twiddles, PartLength(log), block, from, to); }
        else { Two(ref source, ref destination, ref twiddles, PartLength(log), block, from, to); }
    }

    private static void One(ref ulong source, ref ulong destination, ref ulong twiddles, nuint half, nuint block, nuint from, nuint to)
    {
        TVector z = TLanes.Broadcast(Unsafe.Add(ref twiddles, block));
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector v0 = TLanes.Load(in source, i), v1 = TLanes.Load(in source, i + half);
            Butterfly<TVector, TLanes>.Two(ref v0, ref v1, z);
            TLanes.Store(v0, ref destination, i);
            TLanes.Store(v1, ref destination, i + half);
        }
    }

    private static void Two(ref ulong source, ref ulong destination, ref ulong twiddles, nuint quarter, nuint block, nuint from, nuint to)
    {
        TVector z = TLanes.Broadcast(Unsafe.Add(ref twiddles, block));
        TVector z0 = TLanes.Broadcast(Unsafe.Add(ref twiddles, 2 * block)), z1 = TLanes.Broadcast(Unsafe.Add(ref twiddles, (2 * block) + 1));
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector v0 = TLanes.Load(in source, i), v1 = TLanes.Load(in source, i + quarter);
            TVector v2 = TLanes.Load(in source, i + (2 * quarter)), v3 = TLanes.Load(in source, i + (3 * quarter));
            Butterfly<TVector, TLanes>.Four(ref v0, ref v1, ref v2, ref v3, z, z0, z1);
            TLanes.Store(v0, ref destination, i);
            TLanes.Store(v1, ref destination, i + quarter);
            TLanes.Store(v2, ref destination, i + (2 * quarter));
            TLanes.Store(v3, ref destination, i + (3 * quarter));
        }
    }

    private static void CopyIfApart(ref ulong source, ref ulong destination, int count)
    {
        if (Unsafe.AreSame(ref source, ref destination)) { return; }
        MemoryMarshal.CreateReadOnlySpan(ref source, count).CopyTo(MemoryMarshal.CreateSpan(ref destination, count));
    }
}
