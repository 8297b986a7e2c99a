using FvmCompute.Primitives.Interop;

namespace FvmCompute.Primitives.Tests.Secp256k1;

/// <summary>A test against libsecp256k1; counted as skipped where the library is not installed.</summary>
internal sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute()
    {
        if (!LibSecp256k1.IsInstalled) { Skip = "libsecp256k1.so.1 with the recovery module is not installed (Debian: libsecp256k1-1)"; }
    }
}
