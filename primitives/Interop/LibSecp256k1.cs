using FvmCompute.Primitives.Secp256k1;

namespace FvmCompute.Primitives.Interop;

/// <summary>The curve by an installed libsecp256k1 (Debian package libsecp256k1-1). One context lives as long as the process; it is safe for all threads.</summary>
internal sealed unsafe class LibSecp256k1 : ISecp256k1Backend
{
    private const int OpaqueKeyBytes = 64;
    private const int OpaqueSignatureBytes = 64;
    private const int OpaqueRecoverableBytes = 65;

    private static readonly nint Context = CreateContext();

    /// <exception cref="DllNotFoundException">The library or its recovery module is not there.</exception>
    public LibSecp256k1()
    {
        if (Context == 0) { throw new DllNotFoundException($"{NativeSecp256k1.Library} with the recovery module is not installed"); }
    }

    /// <summary>Whether the library with its recovery module is installed.</summary>
    public static bool IsInstalled => Context != 0;

    /// <inheritdoc/>
    public bool TryPublicKey(ReadOnlySpan<byte> secret, Span<byte> public65)
    {
        byte* key = stackalloc byte[OpaqueKeyBytes];
        fixed (byte* secretBytes = secret)
        {
            return NativeSecp256k1.PublicKeyCreate(Context, key, secretBytes) == 1 && Serialize(key, public65);
        }
    }

    /// <inheritdoc/>
    public bool TrySign(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> secret, Span<byte> signature65)
    {
        byte* signature = stackalloc byte[OpaqueRecoverableBytes];
        int v;
        fixed (byte* digestBytes = digest, secretBytes = secret, output = signature65)
        {
            if (NativeSecp256k1.SignRecoverable(Context, signature, digestBytes, secretBytes, 0, 0) != 1) { return false; }
            NativeSecp256k1.RecoverableSerialize(Context, output, &v, signature);
        }

        signature65[64] = (byte)v;
        return true;
    }

    /// <inheritdoc/>
    public bool TryRecover(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature65, Span<byte> public65)
    {
        // The library aborts the process for a recovery id outside 0..3.
        if (signature65[64] > 3) { return false; }
        byte* signature = stackalloc byte[OpaqueRecoverableBytes];
        byte* key = stackalloc byte[OpaqueKeyBytes];
        fixed (byte* digestBytes = digest, signatureBytes = signature65)
        {
            return NativeSecp256k1.RecoverableParse(Context, signature, signatureBytes, signature65[64]) == 1
                && NativeSecp256k1.Recover(Context, key, signature, digestBytes) == 1
                && Serialize(key, public65);
        }
    }

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> publicKey)
    {
        // The library also reads the hybrid form 06|07, which nothing here writes.
        if (publicKey.Length is not (33 or 65) || publicKey[0] > 4) { return false; }
        byte* signature = stackalloc byte[OpaqueSignatureBytes];
        byte* key = stackalloc byte[OpaqueKeyBytes];
        fixed (byte* digestBytes = digest, signatureBytes = signature64, keyBytes = publicKey)
        {
            return NativeSecp256k1.SignatureParse(Context, signature, signatureBytes) == 1
                && NativeSecp256k1.PublicKeyParse(Context, key, keyBytes, (nuint)publicKey.Length) == 1
                && NativeSecp256k1.Verify(Context, signature, digestBytes, key) == 1;
        }
    }

    private static bool Serialize(byte* key, Span<byte> public65)
    {
        nuint length = (nuint)public65.Length;
        fixed (byte* output = public65)
        {
            return NativeSecp256k1.PublicKeySerialize(Context, output, &length, key, NativeSecp256k1.Uncompressed) == 1;
        }
    }

    private static nint CreateContext() =>
        NativeSecp256k1.HasRecovery ? NativeSecp256k1.ContextCreate(NativeSecp256k1.ContextSignAndVerify) : 0;
}
