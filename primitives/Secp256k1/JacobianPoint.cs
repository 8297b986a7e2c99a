using System.Runtime.CompilerServices;
using static FvmCompute.Primitives.Secp256k1.FieldElement;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>
/// A point as (X / Z², Y / Z³) for computations on public values: variable time. Magnitudes stay at most X 5, Y 3, Z 1
/// (<see cref="FieldElement"/>), which every operation assumes and restores. Points change in place: a returned one would be copied.
/// </summary>
internal struct JacobianPoint
{
    private FieldElement _x;
    private FieldElement _y;
    private FieldElement _z;

    /// <summary>False only for the point at infinity, so that <c>default</c> is that point.</summary>
    private bool _finite;

    /// <summary>From affine coordinates of at most magnitude 3.</summary>
    public JacobianPoint(in AffinePoint point)
    {
        _x = point.X;
        _y = point.Y;
        _z = One;
        _finite = true;
    }

    public readonly bool IsInfinity => !_finite;

    /// <summary>this = 2·this. No point of this curve has y = 0 (the order is odd), so a finite point stays finite.</summary>
    [SkipLocalsInit]
    public void Double()
    {
        Multiply(_y, _z, out _z);
        Square(_y, out FieldElement yy);
        Multiply(_x, yy, out FieldElement xyy);
        Square(_x, out FieldElement xx);
        FieldElement slope = Half(Scale(xx, 3));
        Square(slope, out FieldElement square);
        _x = Subtract(square, Scale(xyy, 2), 2);
        FieldElement rest = Subtract(xyy, _x, 4);
        Multiply(slope, rest, out FieldElement y);
        Square(yy, out FieldElement fourth);
        _y = Subtract(y, fourth, 1);
    }

    /// <summary>this += ±q; q of magnitude 1.</summary>
    [SkipLocalsInit]
    public void Add(in AffinePoint q, bool negative)
    {
        FieldElement qy = negative ? Negate(q.Y, 1) : q.Y;
        if (IsInfinity)
        {
            this = new JacobianPoint(new AffinePoint(q.X, qy));
            return;
        }

        Square(_z, out FieldElement zz);
        Multiply(q.X, zz, out FieldElement x);
        Multiply(zz, _z, out zz);
        Multiply(qy, zz, out FieldElement y);
        FieldElement dx = Subtract(x, _x, 5);
        FieldElement dy = Subtract(y, _y, 3);
        AddDifference(dx, dy);
    }

    /// <summary>this += ±q.</summary>
    [SkipLocalsInit]
    public void Add(in JacobianPoint q, bool negative)
    {
        if (q.IsInfinity) { return; }
        FieldElement qy = negative ? Negate(q._y, 3) : q._y;
        if (IsInfinity)
        {
            this = q;
            _y = NormalizeWeakly(qy);
            return;
        }

        Square(_z, out FieldElement zz);
        Multiply(q._x, zz, out FieldElement x);
        Multiply(zz, _z, out zz);
        Multiply(qy, zz, out FieldElement y);
        Square(q._z, out zz);
        Multiply(_x, zz, out _x);
        Multiply(zz, q._z, out zz);
        Multiply(_y, zz, out _y);
        Multiply(_z, q._z, out _z);
        FieldElement dx = Subtract(x, _x, 5);
        FieldElement dy = Subtract(y, _y, 3);
        AddDifference(dx, dy);
    }

    /// <summary>λ·P of <see cref="Endomorphism"/>.</summary>
    public readonly JacobianPoint Mapped()
    {
        JacobianPoint mapped = this;
        mapped._x = Endomorphism.ApplyX(_x);
        return mapped;
    }

    /// <summary>Affine coordinates of a finite point.</summary>
    public readonly AffinePoint ToAffine() => ToAffine(Invert(_z));

    /// <summary>Affine coordinates of finite points with a single inversion.</summary>
    public static void ToAffine(ReadOnlySpan<JacobianPoint> points, Span<AffinePoint> affine)
    {
        FieldElement[] products = new FieldElement[points.Length];
        FieldElement product = One;
        for (int i = 0; i < points.Length; i++)
        {
            products[i] = product;
            product = Multiply(product, points[i]._z);
        }

        FieldElement inverse = Invert(product);
        for (int i = points.Length - 1; i >= 0; i--)
        {
            affine[i] = points[i].ToAffine(Multiply(inverse, products[i]));
            inverse = Multiply(inverse, points[i]._z);
        }
    }

    /// <summary>Fills a table with P, 3P, 5P, ... for a finite P = <paramref name="first"/>.</summary>
    public static void FillOddMultiples(in JacobianPoint first, Span<JacobianPoint> multiples)
    {
        JacobianPoint twice = first;
        twice.Double();
        JacobianPoint multiple = first;
        for (int i = 0; i < multiples.Length; i++)
        {
            multiples[i] = multiple;
            multiple.Add(twice, negative: false);
        }
    }

    /// <summary>Whether the affine x of this finite point is the given number (magnitude 1), without dividing.</summary>
    public readonly bool HasX(in FieldElement x) => IsZero(Subtract(Multiply(x, Square(_z)), _x, 5));

    private readonly AffinePoint ToAffine(in FieldElement zInverse)
    {
        FieldElement square = Square(zInverse);
        return new AffinePoint(Normalize(Multiply(_x, square)), Normalize(Multiply(_y, Multiply(square, zInverse))));
    }

    /// <summary>
    /// Moves to the third point of the chord whose differences over the common denominator Z are dx (at most magnitude 7) and dy (5). Equal x mean
    /// a doubling when y agrees too, else infinity.
    /// </summary>
    [SkipLocalsInit]
    private void AddDifference(in FieldElement dx, in FieldElement dy)
    {
        if (IsZero(dx))
        {
            if (IsZero(dy)) { Double(); }
            else { _finite = false; }
            return;
        }

        Multiply(_z, dx, out _z);
        Square(dx, out FieldElement cube);
        Multiply(_x, cube, out FieldElement v);
        Multiply(cube, dx, out cube);
        Square(dy, out FieldElement square);
        _x = Subtract(square, FieldElement.Add(cube, Scale(v, 2)), 3);
        FieldElement rest = Subtract(v, _x, 5);
        Multiply(dy, rest, out v);
        Multiply(_y, cube, out cube);
        _y = Subtract(v, cube, 1);
    }
}
