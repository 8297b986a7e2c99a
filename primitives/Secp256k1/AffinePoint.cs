using static FvmCompute.Primitives.Secp256k1.FieldElement;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>A point (x, y) of y² = x³ + 7, never the one at infinity; both coordinates normalized unless a member says otherwise.</summary>
internal readonly struct AffinePoint(in FieldElement x, in FieldElement y)
{
    public readonly FieldElement X = x;
    public readonly FieldElement Y = y;

    /// <summary>The base point of SEC 2 §2.4.1.</summary>
    public static AffinePoint Generator => new(
        new FieldElement(0x2815b16f81798, 0xdb2dce28d959f, 0xe870b07029bfc, 0xbbac55a06295c, 0x79be667ef9dc),
        new FieldElement(0x7d08ffb10d4b8, 0x48a68554199c4, 0xe1108a8fd17b4, 0xc4655da4fbfc0, 0x483ada7726a3));

    /// <summary>−P; y has magnitude 2 afterwards.</summary>
    public AffinePoint Negated => new(X, FieldElement.Negate(Y, 1));

    /// <summary>The point with this x and this parity of y; false when there is none.</summary>
    public static bool TryLift(in FieldElement x, ulong parity, out AffinePoint point)
    {
        FieldElement right = RightSide(x);
        FieldElement y = Normalize(SquareRootCandidate(right));
        bool exists = IsZero(Subtract(Square(y), right, 1));
        FieldElement other = Normalize(FieldElement.Negate(y, 1));
        point = new AffinePoint(x, FieldElement.Select(y, other, 0UL - (y.Parity ^ (parity & 1))));
        return exists;
    }

    /// <summary>Reads SEC 1 §2.3.4 bytes: 33 (02 or 03) or 65 (04); false for anything else and for points off the curve.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out AffinePoint point)
    {
        point = default;
        return bytes.Length switch
        {
            33 => bytes[0] is 2 or 3 && FieldElement.TryRead(bytes[1..], out FieldElement x) && TryLift(x, bytes[0], out point),
            65 => bytes[0] == 4 && TryReadBoth(bytes[1..], out point),
            _ => false,
        };
    }

    /// <summary>Writes 04 ‖ x ‖ y.</summary>
    public void Write(Span<byte> public65)
    {
        public65[0] = 4;
        X.Write(public65[1..33]);
        Y.Write(public65[33..]);
    }

    private static bool TryReadBoth(ReadOnlySpan<byte> bytes, out AffinePoint point)
    {
        point = default;
        if (!FieldElement.TryRead(bytes[..32], out FieldElement x) || !FieldElement.TryRead(bytes[32..], out FieldElement y)) { return false; }
        point = new AffinePoint(x, y);
        return IsZero(Subtract(Square(y), RightSide(x), 1));
    }

    /// <summary>x³ + 7 at magnitude 1.</summary>
    private static FieldElement RightSide(in FieldElement x) =>
        NormalizeWeakly(Add(Multiply(Square(x), x), new FieldElement(7, 0, 0, 0, 0)));
}
