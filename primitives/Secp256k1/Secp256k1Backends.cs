using FvmCompute.Primitives.Interop;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>Picks the implementation of the curve.</summary>
internal static class Secp256k1Backends
{
    /// <exception cref="ArgumentException">The value is neither of the two names.</exception>
    /// <exception cref="DllNotFoundException"><c>native</c> is asked for and libsecp256k1 is not installed.</exception>
    public static ISecp256k1Backend Choose(string? value) => value switch
    {
        null or "" or "managed" => new ManagedSecp256k1(),
        "native" => new LibSecp256k1(),
        _ => throw new ArgumentException($"{Secp256k1.Variable} is '{value}'; allowed: managed, native, or unset for managed", nameof(value)),
    };
}
