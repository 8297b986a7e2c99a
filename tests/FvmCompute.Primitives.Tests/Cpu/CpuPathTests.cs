using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Tests.Cpu;

public class CpuPathTests
{
    [Theory]
    [InlineData(null, CpuLevel.Avx2, CpuLevel.Avx2)]
    [InlineData("", CpuLevel.Avx512, CpuLevel.Avx512)]
    [InlineData("scalar", CpuLevel.Avx512, CpuLevel.Scalar)]
    [InlineData("avx2", CpuLevel.Avx512, CpuLevel.Avx2)]
    [InlineData("avx512", CpuLevel.Avx512, CpuLevel.Avx512)]
    public void Choose_PossibleValue_GivesThatLevel(string? value, CpuLevel supported, CpuLevel expected) =>
        Assert.Equal(expected, CpuPath.Choose(value, supported));

    [Fact]
    public void Choose_LevelAboveTheProcessor_IsRefused()
    {
        PlatformNotSupportedException refusal = Assert.Throws<PlatformNotSupportedException>(() => CpuPath.Choose("avx512", CpuLevel.Avx2));
        Assert.Contains("Avx2", refusal.Message);
    }

    [Theory]
    [InlineData("sse2")]
    [InlineData("AVX2")]
    public void Choose_UnknownName_IsRefusedNamingTheChoices(string value)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => CpuPath.Choose(value, CpuLevel.Avx512));
        Assert.Contains(value, refusal.Message);
        Assert.Contains("scalar, avx2, avx512", refusal.Message);
    }
}
