using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Cpu;

/// <summary>The instruction set every kernel of this process uses, chosen once at start.</summary>
/// <remarks><c>FVMCOMPUTE_CPU</c> = <c>scalar</c>, <c>avx2</c> or <c>avx512</c> forces a level; unset or empty means the best one the processor has.</remarks>
public static class CpuPath
{
    /// <summary>Name of the environment variable that forces a level.</summary>
    public const string Variable = "FVMCOMPUTE_CPU";

    /// <summary>The best level this processor and runtime can run.</summary>
    public static CpuLevel Supported { get; } = Detect();

    /// <summary>The level in use. Reading it the first time throws (inside a <see cref="TypeInitializationException"/>) when the variable asks for something impossible.</summary>
    public static CpuLevel Current { get; } = Choose(Environment.GetEnvironmentVariable(Variable), Supported);

    /// <summary>The level that a value of the variable asks for on a processor that can run <paramref name="supported"/>.</summary>
    /// <exception cref="ArgumentException">The value is none of the three names.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor cannot run the level asked for.</exception>
    public static CpuLevel Choose(string? value, CpuLevel supported)
    {
        if (string.IsNullOrEmpty(value)) { return supported; }
        CpuLevel asked = value switch
        {
            "scalar" => CpuLevel.Scalar,
            "avx2" => CpuLevel.Avx2,
            "avx512" => CpuLevel.Avx512,
            _ => throw new ArgumentException($"{Variable} is '{value}'; allowed: scalar, avx2, avx512, or unset for the best supported", nameof(value)),
        };
        return asked <= supported
            ? asked
            : throw new PlatformNotSupportedException($"{Variable} asks for {value}, but this processor supports at most {supported}");
    }

    private static CpuLevel Detect()
    {
        if (Avx512F.VL.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported) { return CpuLevel.Avx512; }
        return Avx2.IsSupported ? CpuLevel.Avx2 : CpuLevel.Scalar;
    }
}
