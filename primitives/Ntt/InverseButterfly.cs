using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>The steps of <see cref="Butterfly{TVector, TLanes}"/> undone, without their divisions by 2; canonical in and out.</summary>
internal static class InverseButterfly<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : IFieldLanes<TVector>
{
    /// <summary>(x, y) becomes (x + y, (x − y)/z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Two(ref TVector x, ref TVector y, TVector inverse)
    {
        TVector sum = TLanes.Canonical(TLanes.Add(x, y));
        y = TLanes.Canonical(TLanes.Multiply(TLanes.Subtract(x, y), inverse));
        x = sum;
    }

    /// <summary>Two levels, the second level's first root being z.</summary>
    /// <param name="inverses">1/z, 1/z², 1/z³.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(ref TVector v0, ref TVector v1, ref TVector v2, ref TVector v3, (TVector First, TVector Second, TVector Third) inverses)
    {
        TVector left = TLanes.Add(v0, v1), sum = TLanes.Subtract(v0, v1);
        TVector right = TLanes.Canonical(TLanes.Add(v2, v3));
        TVector turned = TLanes.Canonical(TLanes.TimesRootOfMinusOne(TLanes.Subtract(v2, v3)));
        v0 = TLanes.Canonical(TLanes.Add(left, right));
        v1 = TLanes.Canonical(TLanes.Multiply(TLanes.Subtract(sum, turned), inverses.First));
        v2 = TLanes.Canonical(TLanes.Multiply(TLanes.Subtract(left, right), inverses.Second));
        v3 = TLanes.Canonical(TLanes.Multiply(TLanes.Add(sum, turned), inverses.Third));
    }
}
