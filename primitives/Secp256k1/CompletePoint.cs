using static FvmCompute.Primitives.Secp256k1.FieldElement;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>A point as (X / Z, Y / Z), added by one formula without exceptions, for secret data: constant time. Magnitudes: X 3, Y 2, Z 2.</summary>
internal readonly struct CompletePoint
{
    /// <summary>3·b of the curve equation y² = x³ + b.</summary>
    private const ulong ThreeB = 21;

    private readonly FieldElement _x;
    private readonly FieldElement _y;
    private readonly FieldElement _z;

    private CompletePoint(in FieldElement x, in FieldElement y, in FieldElement z)
    {
        _x = x;
        _y = y;
        _z = z;
    }

    /// <summary>From an affine point of at most magnitude 2.</summary>
    public CompletePoint(in AffinePoint point)
        : this(point.X, point.Y, One)
    {
    }

    /// <summary>p + q for every p and finite q (x of magnitude 1, y of 2): ePrint 2015/1060, algorithm 8 (mixed addition, a = 0).</summary>
    public static CompletePoint Add(in CompletePoint p, in AffinePoint q)
    {
        FieldElement xx = Multiply(p._x, q.X);
        FieldElement yy = Multiply(p._y, q.Y);
        FieldElement cross = Subtract(Multiply(FieldElement.Add(q.X, q.Y), FieldElement.Add(p._x, p._y)), FieldElement.Add(xx, yy), 2);
        FieldElement yz = FieldElement.Add(Multiply(q.Y, p._z), p._y);
        FieldElement xz = NormalizeWeakly(Scale(FieldElement.Add(Multiply(q.X, p._z), p._x), ThreeB));
        FieldElement zz = NormalizeWeakly(Scale(p._z, ThreeB));
        FieldElement xx3 = Scale(xx, 3);
        FieldElement sum = FieldElement.Add(yy, zz);
        FieldElement difference = Subtract(yy, zz, 1);
        return new CompletePoint(
            Subtract(Multiply(cross, difference), Multiply(yz, xz), 1),
            FieldElement.Add(Multiply(difference, sum), Multiply(xz, xx3)),
            FieldElement.Add(Multiply(sum, yz), Multiply(xx3, cross)));
    }

    /// <summary>Normalized affine coordinates of a finite point.</summary>
    public AffinePoint ToAffine()
    {
        FieldElement inverse = Invert(NormalizeWeakly(_z));
        return new AffinePoint(Normalize(Multiply(_x, inverse)), Normalize(Multiply(_y, inverse)));
    }
}
