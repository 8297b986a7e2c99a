using System.Runtime.CompilerServices;
using static FvmCompute.Primitives.Secp256k1.FieldElement;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>A point as (X / Z, Y / Z), added by one formula without exceptions, for secret data: constant time. Magnitudes: X 3, Y 2, Z 2.</summary>
internal struct CompletePoint
{
    /// <summary>3·b of the curve equation y² = x³ + b.</summary>
    private const ulong ThreeB = 21;

    private FieldElement _x;
    private FieldElement _y;
    private FieldElement _z;

    /// <summary>From an affine point of at most magnitude 2.</summary>
    public CompletePoint(in AffinePoint point)
    {
        _x = point.X;
        _y = point.Y;
        _z = One;
    }

    /// <summary>this += q for every value of this and finite q (x of magnitude 1, y of 2): ePrint 2015/1060, algorithm 8 (mixed addition, a = 0).</summary>
    [SkipLocalsInit]
    public void Add(in AffinePoint q)
    {
        Multiply(_x, q.X, out FieldElement xx);
        Multiply(_y, q.Y, out FieldElement yy);
        Multiply(FieldElement.Add(q.X, q.Y), FieldElement.Add(_x, _y), out FieldElement product);
        FieldElement cross = Subtract(product, FieldElement.Add(xx, yy), 2);
        Multiply(q.Y, _z, out product);
        FieldElement yz = FieldElement.Add(product, _y);
        Multiply(q.X, _z, out product);
        FieldElement xz = NormalizeWeakly(Scale(FieldElement.Add(product, _x), ThreeB));
        FieldElement zz = NormalizeWeakly(Scale(_z, ThreeB));
        FieldElement xx3 = Scale(xx, 3);
        FieldElement sum = FieldElement.Add(yy, zz);
        FieldElement difference = Subtract(yy, zz, 1);
        Multiply(cross, difference, out product);
        Multiply(yz, xz, out xx);
        _x = Subtract(product, xx, 1);
        Multiply(difference, sum, out product);
        Multiply(xz, xx3, out xx);
        _y = FieldElement.Add(product, xx);
        Multiply(sum, yz, out product);
        Multiply(xx3, cross, out xx);
        _z = FieldElement.Add(product, xx);
    }

    /// <summary>Normalized affine coordinates of a finite point.</summary>
    public readonly AffinePoint ToAffine()
    {
        FieldElement inverse = Invert(NormalizeWeakly(_z));
        return new AffinePoint(Normalize(Multiply(_x, inverse)), Normalize(Multiply(_y, inverse)));
    }
}
