using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>The steps of a forward transform on registers.</summary>
internal static class Butterfly<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : IFieldLanes<TVector>
{
    /// <summary>(x, y) becomes (x + z·y, x − z·y), all lazy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Two(ref TVector x, ref TVector y, TVector z)
    {
        TVector product = TLanes.Canonical(TLanes.Multiply(y, z));
        TVector sum = TLanes.Add(x, product);
        y = TLanes.Subtract(x, product);
        x = sum;
    }

    /// <summary>Two levels: the first with one root, the second with one root for each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(ref TVector v0, ref TVector v1, ref TVector v2, ref TVector v3, TVector z, TVector z0, TVector z1)
    {
        Two(ref v0, ref v2, z);
        Two(ref v1, ref v3, z);
        Two(ref v0, ref v1, z0);
        Two(ref v2, ref v3, z1);
    }

    /// <summary>
    /// The same with three products instead of four, none of which waits for another: the second level's roots are z, z² being the first level's,
    /// and z·ω_2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(ref TVector v0, ref TVector v1, ref TVector v2, ref TVector v3, (TVector First, TVector Second, TVector Third) powers)
    {
        TVector first = TLanes.Multiply(v1, powers.First);
        TVector second = TLanes.Canonical(TLanes.Multiply(v2, powers.Second));
        TVector third = TLanes.Canonical(TLanes.Multiply(v3, powers.Third));
        TVector sum = TLanes.Canonical(TLanes.Add(first, third));
        TVector turned = TLanes.Canonical(TLanes.TimesRootOfMinusOne(TLanes.Subtract(first, third)));
        TVector left = TLanes.Add(v0, second), right = TLanes.Subtract(v0, second);
        v0 = TLanes.Add(left, sum);
        v1 = TLanes.Subtract(left, sum);
        v2 = TLanes.Add(right, turned);
        v3 = TLanes.Subtract(right, turned);
    }
}
