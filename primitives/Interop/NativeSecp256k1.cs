using System.Runtime.InteropServices;

namespace FvmCompute.Primitives.Interop;

/// <summary>Entry points of libsecp256k1 0.2 and later (<c>secp256k1.h</c>, <c>secp256k1_recovery.h</c>); every function returns 1 for success.</summary>
internal static unsafe partial class NativeSecp256k1
{
    public const string Library = "libsecp256k1.so.1";

    /// <summary>SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY, which version 0.2 wants and later ones ignore.</summary>
    public const uint ContextSignAndVerify = 0x301;

    /// <summary>SECP256K1_EC_UNCOMPRESSED.</summary>
    public const uint Uncompressed = 2;

    /// <summary>Whether the library loads and was built with the recovery module.</summary>
    public static bool HasRecovery =>
        NativeLibrary.TryLoad(Library, out nint handle) && NativeLibrary.TryGetExport(handle, "secp256k1_ecdsa_recover", out _);

    [LibraryImport(Library, EntryPoint = "secp256k1_context_create")]
    public static partial nint ContextCreate(uint flags);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_create")]
    public static partial int PublicKeyCreate(nint context, byte* key64, byte* secret32);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_parse")]
    public static partial int PublicKeyParse(nint context, byte* key64, byte* bytes, nuint length);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_serialize")]
    public static partial int PublicKeySerialize(nint context, byte* output, nuint* length, byte* key64, uint flags);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_sign_recoverable")]
    public static partial int SignRecoverable(nint context, byte* signature65, byte* digest32, byte* secret32, nint nonceFunction, nint nonceData);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recoverable_signature_serialize_compact")]
    public static partial int RecoverableSerialize(nint context, byte* output64, int* recoveryId, byte* signature65);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recoverable_signature_parse_compact")]
    public static partial int RecoverableParse(nint context, byte* signature65, byte* input64, int recoveryId);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recover")]
    public static partial int Recover(nint context, byte* key64, byte* signature65, byte* digest32);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_signature_parse_compact")]
    public static partial int SignatureParse(nint context, byte* signature64, byte* input64);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_verify")]
    public static partial int Verify(nint context, byte* signature64, byte* digest32, byte* key64);
}
