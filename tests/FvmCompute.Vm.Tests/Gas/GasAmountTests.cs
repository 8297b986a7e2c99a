using FvmCompute.Vm.Gas;

namespace FvmCompute.Vm.Tests.Gas;

public sealed class GasAmountTests
{
    [Theory]
    [InlineData(0UL, 0UL, 0UL, "0")]
    [InlineData(1UL, 1UL, 0UL, "0.001")]
    [InlineData(100UL, 1UL, 0UL, "0.1")]
    [InlineData(1000UL, 1UL, 1UL, "1")]
    [InlineData(1001UL, 2UL, 1UL, "1.001")]
    [InlineData(ulong.MaxValue, 18446744073709552UL, 18446744073709551UL, "18446744073709551.615")]
    public void Rounding_AnyMilligas_GoesUpForReceiptsAndDownForActors(ulong milligas, ulong up, ulong down, string text)
    {
        GasAmount gas = GasAmount.FromMilligas(milligas);

        Assert.Equal(up, gas.Ceiling);
        Assert.Equal(down, gas.Floor);
        Assert.Equal(text, gas.ToString());
    }

    [Fact]
    public void Arithmetic_BeyondTheRange_Saturates()
    {
        GasAmount one = GasAmount.FromMilligas(1);

        Assert.Equal(GasAmount.Max, GasAmount.Max + one);
        Assert.Equal(GasAmount.Zero, one - GasAmount.Max);
        Assert.Equal(GasAmount.Max, GasAmount.FromGas(ulong.MaxValue));
        Assert.Equal(GasAmount.Max, GasAmount.FromMilligas(1UL << 33) * (1UL << 31));
        Assert.Equal(GasAmount.FromMilligas(1UL << 63), GasAmount.FromMilligas(1UL << 33) * (1UL << 30));
    }
}
