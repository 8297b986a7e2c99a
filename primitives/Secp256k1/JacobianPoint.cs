using static FvmCompute.Primitives.Secp256k1.FieldElement;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>
/// A point as (X / Z², Y / Z³) for computations on public values: variable time. Magnitudes stay at most X 5, Y 3, Z 1
/// (<see cref="FieldElement"/>), which every operation assumes and restores.
/// </summary>
internal readonly struct JacobianPoint
{
    public readonly FieldElement X;
    public readonly FieldElement Y;
    public readonly FieldElement Z;

    /// <summary>False only for the point at infinity, so that <c>default</c> is that point.</summary>
    private readonly bool _finite;

    private JacobianPoint(in FieldElement x, in FieldElement y, in FieldElement z)
    {
        X = x;
        Y = y;
        Z = z;
        _finite = true;
    }

    /// <summary>From affine coordinates of at most magnitude 3.</summary>
    public JacobianPoint(in AffinePoint point)
        : this(point.X, point.Y, One)
    {
    }

    public bool IsInfinity => !_finite;

    public static JacobianPoint Double(in JacobianPoint p)
    {
        // No point of this curve has y = 0 (the order is odd), so doubling a finite point stays finite.
        if (p.IsInfinity) { return p; }
        FieldElement yy = Square(p.Y);
        FieldElement xyy = Multiply(p.X, yy);
        FieldElement slope = Half(Scale(Square(p.X), 3));
        FieldElement x = Subtract(Square(slope), Scale(xyy, 2), 2);
        FieldElement y = Subtract(Multiply(slope, Subtract(xyy, x, 4)), Square(yy), 1);
        return new JacobianPoint(x, y, Multiply(p.Y, p.Z));
    }

    /// <param name="q">Of at most magnitude 2.</param>
    public static JacobianPoint Add(in JacobianPoint p, in AffinePoint q)
    {
        if (p.IsInfinity) { return new JacobianPoint(q); }
        FieldElement zz = Square(p.Z);
        FieldElement dx = Subtract(Multiply(q.X, zz), p.X, 5);
        FieldElement dy = Subtract(Multiply(q.Y, Multiply(zz, p.Z)), p.Y, 3);
        return IsZero(dx) ? AddSameX(p, dy) : AddChord(p.X, p.Y, Multiply(p.Z, dx), dx, dy);
    }

    public static JacobianPoint Add(in JacobianPoint p, in JacobianPoint q)
    {
        if (p.IsInfinity) { return q; }
        if (q.IsInfinity) { return p; }
        FieldElement pzz = Square(p.Z), qzz = Square(q.Z);
        FieldElement px = Multiply(p.X, qzz), py = Multiply(p.Y, Multiply(qzz, q.Z));
        FieldElement dx = Subtract(Multiply(q.X, pzz), px, 1);
        FieldElement dy = Subtract(Multiply(q.Y, Multiply(pzz, p.Z)), py, 1);
        return IsZero(dx) ? AddSameX(p, dy) : AddChord(px, py, Multiply(Multiply(p.Z, q.Z), dx), dx, dy);
    }

    public JacobianPoint Negated() => IsInfinity ? this : new(X, NormalizeWeakly(Negate(Y, 3)), Z);

    /// <summary>λ·P of <see cref="Endomorphism"/>.</summary>
    public JacobianPoint Mapped() => IsInfinity ? this : new(Endomorphism.ApplyX(X), Y, Z);

    /// <summary>Affine coordinates of a finite point.</summary>
    public AffinePoint ToAffine() => ToAffine(Invert(Z));

    /// <summary>Affine coordinates of finite points with a single inversion.</summary>
    public static void ToAffine(ReadOnlySpan<JacobianPoint> points, Span<AffinePoint> affine)
    {
        FieldElement[] products = new FieldElement[points.Length];
        FieldElement product = One;
        for (int i = 0; i < points.Length; i++)
        {
            products[i] = product;
            product = Multiply(product, points[i].Z);
        }

        FieldElement inverse = Invert(product);
        for (int i = points.Length - 1; i >= 0; i--)
        {
            affine[i] = points[i].ToAffine(Multiply(inverse, products[i]));
            inverse = Multiply(inverse, points[i].Z);
        }
    }

    /// <summary>Whether the affine x of this finite point is the given number (magnitude 1), without dividing.</summary>
    public bool HasX(in FieldElement x) => IsZero(Subtract(Multiply(x, Square(Z)), X, 5));

    private AffinePoint ToAffine(in FieldElement zInverse)
    {
        FieldElement square = Square(zInverse);
        return new AffinePoint(Normalize(Multiply(X, square)), Normalize(Multiply(Y, Multiply(square, zInverse))));
    }

    /// <summary>p + q where both have the same x: a doubling when y agrees too, else infinity.</summary>
    private static JacobianPoint AddSameX(in JacobianPoint p, in FieldElement dy) => IsZero(dy) ? Double(p) : default;

    /// <summary>The third point of the chord from (x, y) over the differences; dx of at most magnitude 7, dy 5.</summary>
    private static JacobianPoint AddChord(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement dx, in FieldElement dy)
    {
        FieldElement dxx = Square(dx);
        FieldElement cube = Multiply(dxx, dx);
        FieldElement v = Multiply(x, dxx);
        FieldElement newX = Subtract(Square(dy), FieldElement.Add(cube, Scale(v, 2)), 3);
        FieldElement newY = Subtract(Multiply(dy, Subtract(v, newX, 5)), Multiply(y, cube), 1);
        return new JacobianPoint(newX, newY, z);
    }
}
