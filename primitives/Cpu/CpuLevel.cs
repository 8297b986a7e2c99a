namespace FvmCompute.Primitives.Cpu;

/// <summary>Instruction sets a kernel is written for, in rising order; each level includes the ones before it.</summary>
public enum CpuLevel
{
    /// <summary>Plain C#, on any processor.</summary>
    Scalar,

    /// <summary>256-bit vectors with AVX2.</summary>
    Avx2,

    /// <summary>512-bit vectors with AVX-512 F, BW, DQ and VL.</summary>
    Avx512,
}
