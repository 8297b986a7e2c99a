namespace FvmCompute.Primitives.Secp256k1;

/// <summary>λ·(x, y) = (β·x, y): splits a scalar into two of half the length (Gallant, Lambert, Vanstone 2001). Variable time, for public values.</summary>
internal static class Endomorphism
{
    /// <summary>A cube root of 1 modulo p.</summary>
    private static FieldElement Beta => new(0x96c28719501ee, 0x7512f58995c13, 0xc3434e99cf049, 0x7106e64479ea, 0x7ae96a2b657c);

    /// <summary>n − λ, where λ is the cube root of 1 modulo n that belongs to <see cref="Beta"/>.</summary>
    private static Scalar NegatedLambda => new(0xfc810b51283cf, 0xfc8ec739c2e0c, 0x7ed9ba4a880b9, 0xcf1f5ad9e3fd7, 0xac9c52b33fa3);

    // The short lattice basis (a1, b1), (a2, b2) with a + b·λ ≡ 0: −b1, n − b2, and round(2^384·b2 / n), round(−2^384·b1 / n).
    private static Scalar NegatedB1 => new(0x47fa90abfe4c3, 0xd6010e88286f5, 0xe4437e, 0, 0);

    private static Scalar NegatedB2 => new(0x5cda83db1562c, 0xc50774346dd76, 0xffffffe8a280a, 0xfffffffffffff, 0xffffffffffff);

    private static readonly UInt128 Quotient1High = new(0x3086d221a7d46bcd, 0xe86c90e49284eb15);
    private static readonly UInt128 Quotient1Low = new(0x3daa8a1471e8ca7f, 0xe893209a45dbb031);
    private static readonly UInt128 Quotient2High = new(0xe4437ed6010e8828, 0x6f547fa90abfe4c4);
    private static readonly UInt128 Quotient2Low = new(0x221208ac9df506c6, 0x1571b4ae8ac47f71);

    /// <summary>λ·P.</summary>
    public static AffinePoint Apply(in AffinePoint point) => new(FieldElement.Normalize(FieldElement.Multiply(point.X, Beta)), point.Y);

    /// <summary>β·x, the affine x of λ·P, which also maps the X of any Jacobian form.</summary>
    public static FieldElement ApplyX(in FieldElement x) => FieldElement.Multiply(x, Beta);

    /// <summary>k ≡ ±first ± second·λ with both parts below 2^128.</summary>
    public static (SignedPart First, SignedPart Second) Split(in Scalar k)
    {
        Scalar c1 = Scalar.From(RoundedProductHigh(k, Quotient1High, Quotient1Low));
        Scalar c2 = Scalar.From(RoundedProductHigh(k, Quotient2High, Quotient2Low));
        Scalar second = Scalar.Add(Scalar.Multiply(c1, NegatedB1), Scalar.Multiply(c2, NegatedB2));
        Scalar first = Scalar.Add(k, Scalar.Multiply(second, NegatedLambda));
        return (SignedPart.Of(first), SignedPart.Of(second));
    }

    /// <summary>⌊k·q / 2^384⌉ for a 256-bit q.</summary>
    private static UInt128 RoundedProductHigh(in Scalar k, UInt128 qHigh, UInt128 qLow)
    {
        (UInt128 kLow, UInt128 kHigh) = k.Halves();
        (_, UInt128 carry) = Multiply(kLow, qLow);
        (UInt128 crossLow1, UInt128 crossHigh1) = Multiply(kLow, qHigh);
        (UInt128 crossLow2, UInt128 crossHigh2) = Multiply(kHigh, qLow);
        (UInt128 topLow, UInt128 topHigh) = Multiply(kHigh, qHigh);
        UInt128 middle = carry + crossLow1;
        UInt128 carries = middle < carry ? UInt128.One : UInt128.Zero;
        middle += crossLow2;
        carries += middle < crossLow2 ? UInt128.One : UInt128.Zero;
        UInt128 third = carries;
        foreach (UInt128 part in (ReadOnlySpan<UInt128>)[crossHigh1, crossHigh2, topLow])
        {
            third += part;
            topHigh += third < part ? UInt128.One : UInt128.Zero;
        }

        return topHigh + (third >> 127);
    }

    private static (UInt128 Low, UInt128 High) Multiply(UInt128 a, UInt128 b)
    {
        (ulong aLow, ulong aHigh) = ((ulong)a, (ulong)(a >> 64));
        (ulong bLow, ulong bHigh) = ((ulong)b, (ulong)(b >> 64));
        UInt128 bottom = Math.BigMul(aLow, bLow);
        UInt128 cross = Math.BigMul(aHigh, bLow) + (ulong)(bottom >> 64);
        UInt128 other = Math.BigMul(aLow, bHigh) + (ulong)cross;
        UInt128 high = Math.BigMul(aHigh, bHigh) + (ulong)(cross >> 64) + (ulong)(other >> 64);
        return ((other << 64) | (ulong)bottom, high);
    }
}
