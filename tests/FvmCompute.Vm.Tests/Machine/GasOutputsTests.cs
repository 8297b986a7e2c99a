using FsCheck;
using FsCheck.Fluent;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Machine;

/// <summary>The cases of <c>TestGasBurn</c> and <c>TestGasOutputs</c> in lotus, which ref-fvm runs too.</summary>
public sealed class GasOutputsTests
{
    [Theory]
    [InlineData(100, 200, 10, 90)]
    [InlineData(100, 150, 30, 20)]
    [InlineData(1_000, 1_300, 240, 60)]
    [InlineData(500, 700, 140, 60)]
    [InlineData(200, 200, 0, 0)]
    [InlineData(20_000, 21_000, 1_000, 0)]
    [InlineData(0, 2_000, 0, 2_000)]
    [InlineData(500, 651, 121, 30)]
    [InlineData(500, 5_000, 0, 4_500)]
    [InlineData(7_499_000_000, 7_500_000_000, 1_000_000, 0)]
    [InlineData(3_750_000_000, 7_500_000_000, 375_000_000, 3_375_000_000)]
    [InlineData(1, 7_500_000_000, 0, 7_499_999_999)]
    public void SplitUnused_LotusCases_Agree(ulong used, ulong limit, ulong refunded, ulong burned) =>
        Assert.Equal((refunded, burned), GasOutputs.SplitUnused(used, limit));

    [Theory]
    [InlineData(100, 110, 11, 1, 1_000, 0, 0, 110, 100)]
    [InlineData(100, 130, 11, 1, 1_000, 60, 0, 130, 240)]
    [InlineData(100, 110, 10, 1, 1_000, 0, 0, 0, 100)]
    [InlineData(100, 110, 6, 1, 600, 0, 400, 0, 60)]
    public void Compute_LotusCases_Agree(
        ulong used, ulong limit, long feeCap, long premium, long burn, long overEstimation, long penalty, long tip, long refund)
    {
        GasOutputs gas = GasOutputs.Compute(used, limit, 10, feeCap, premium);

        Assert.Equal((TokenAmount)burn, gas.BaseFeeBurn);
        Assert.Equal((TokenAmount)overEstimation, gas.OverEstimationBurn);
        Assert.Equal((TokenAmount)penalty, gas.MinerPenalty);
        Assert.Equal((TokenAmount)tip, gas.MinerTip);
        Assert.Equal((TokenAmount)refund, gas.Refund);
    }

    [Fact]
    public void Compute_AnyMessage_SharesOutExactlyWhatWasTakenAndNothingNegative() => Prop.ForAll(
        ArbMap.Default.ArbFor<(uint Used, uint Extra, uint BaseFee, uint FeeCap, uint Premium)>(),
        x =>
        {
            ulong limit = (ulong)x.Used + x.Extra + 1;
            GasOutputs gas = GasOutputs.Compute(x.Used, limit, x.BaseFee, x.FeeCap, x.Premium);
            TokenAmount shared = gas.BaseFeeBurn + gas.OverEstimationBurn + gas.MinerTip + gas.Refund;
            return shared == (TokenAmount)x.FeeCap * limit
                && gas is { BaseFeeBurn.Sign: >= 0, OverEstimationBurn.Sign: >= 0, MinerTip.Sign: >= 0, Refund.Sign: >= 0, MinerPenalty.Sign: >= 0 };
        }).QuickCheckThrowOnFailure();
}
