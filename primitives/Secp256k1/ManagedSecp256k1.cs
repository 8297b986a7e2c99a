using System.Security.Cryptography;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>ECDSA over secp256k1 (SEC 1 §4.1) in C#. Lengths are checked by <see cref="Secp256k1"/>.</summary>
internal sealed class ManagedSecp256k1 : ISecp256k1Backend
{
    /// <summary>The order n as a field element: r plus it is the x of a nonce point whose x was at least n.</summary>
    private static FieldElement OrderAsField => new(0x25e8cd0364141, 0xe6af48a03bbfd, 0xffffffebaaedc, 0xfffffffffffff, 0xffffffffffff);

    /// <summary>Big-endian p − n: a smaller r may stand for the x coordinate r + n.</summary>
    private static ReadOnlySpan<byte> FieldMinusOrder =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01,
        0x45, 0x51, 0x23, 0x19, 0x50, 0xb7, 0x5f, 0xc4, 0x40, 0x2d, 0xa1, 0x72, 0x2f, 0xc9, 0xba, 0xee,
    ];

    /// <inheritdoc/>
    public bool TryPublicKey(ReadOnlySpan<byte> secret, Span<byte> public65)
    {
        if (!Scalar.TryReadNonZero(secret, out Scalar key)) { return false; }
        FixedBase.Multiply(key).Write(public65);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySign(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> secret, Span<byte> signature65)
    {
        if (!Scalar.TryReadNonZero(secret, out Scalar key)) { return false; }
        Scalar e = Scalar.Read(digest, out _);
        Span<byte> reducedDigest = stackalloc byte[32];
        e.Write(reducedDigest);
        Span<byte> work = stackalloc byte[NonceGenerator.WorkBytes];
        NonceGenerator nonces = new(secret, reducedDigest, work);
        while (!TrySignWith(nonces.Next(), e, key, signature65)) { }
        CryptographicOperations.ZeroMemory(work);
        return true;
    }

    /// <inheritdoc/>
    public bool TryRecover(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature65, Span<byte> public65)
    {
        byte v = signature65[64];
        if (v > 3
            || !Scalar.TryReadNonZero(signature65[..32], out Scalar r)
            || !Scalar.TryReadNonZero(signature65[32..64], out Scalar s)
            || !TryNonceX(signature65[..32], v >= 2, out FieldElement x)
            || !AffinePoint.TryLift(x, v, out AffinePoint nonce))
        {
            return false;
        }

        Scalar e = Scalar.Read(digest, out _);
        Scalar inverse = Scalar.Invert(r);
        JacobianPoint key = DoubleBase.Multiply(Scalar.Multiply(Scalar.Negate(e), inverse), Scalar.Multiply(s, inverse), nonce);
        if (key.IsInfinity) { return false; }
        key.ToAffine().Write(public65);
        return true;
    }

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> publicKey)
    {
        if (!Scalar.TryReadNonZero(signature64[..32], out Scalar r)
            || !Scalar.TryReadNonZero(signature64[32..64], out Scalar s)
            || s.IsHigh
            || !AffinePoint.TryRead(publicKey, out AffinePoint key))
        {
            return false;
        }

        Scalar e = Scalar.Read(digest, out _);
        Scalar inverse = Scalar.Invert(s);
        JacobianPoint nonce = DoubleBase.Multiply(Scalar.Multiply(e, inverse), Scalar.Multiply(r, inverse), key);
        return !nonce.IsInfinity
            && ((TryNonceX(signature64[..32], aboveOrder: false, out FieldElement x) && nonce.HasX(x))
                || (TryNonceX(signature64[..32], aboveOrder: true, out FieldElement above) && nonce.HasX(above)));
    }

    /// <summary>The signature for one nonce; false when r or s would be 0.</summary>
    private static bool TrySignWith(in Scalar nonce, in Scalar e, in Scalar key, Span<byte> signature65)
    {
        AffinePoint point = FixedBase.Multiply(nonce);
        point.X.Write(signature65[..32]);
        Scalar r = Scalar.Read(signature65[..32], out bool aboveOrder);
        Scalar s = Scalar.Multiply(Scalar.Invert(nonce), Scalar.Add(e, Scalar.Multiply(r, key)));
        if (r.IsZero || s.IsZero) { return false; }
        ulong high = s.IsHighMask;
        Scalar low = Scalar.Select(s, Scalar.Negate(s), high);
        r.Write(signature65[..32]);
        low.Write(signature65[32..64]);
        signature65[64] = (byte)((point.Y.Parity ^ (high & 1)) | (aboveOrder ? 2UL : 0));
        return true;
    }

    /// <summary>x = r, or r + n where that is below p (SEC 1 §4.1.6).</summary>
    private static bool TryNonceX(ReadOnlySpan<byte> r, bool aboveOrder, out FieldElement x)
    {
        bool belowP = FieldElement.TryRead(r, out x);
        if (!aboveOrder) { return belowP; }
        x = FieldElement.Normalize(FieldElement.Add(x, OrderAsField));
        return r.SequenceCompareTo(FieldMinusOrder) < 0;
    }
}
