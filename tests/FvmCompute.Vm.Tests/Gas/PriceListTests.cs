using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Gas;

/// <summary>Expected numbers are worked out from the published formulas (FIP-0057, FIP-0071, FIP-0072), in milligas, not from the price list in the code.</summary>
public sealed class PriceListTests
{
    private static readonly PriceList Prices = RuleSets.Newest.Prices;

    public static TheoryData<GasCharge, string, ulong> Charges => new()
    {
        { Prices.OnSyscall(), "OnSyscall", 14_000_000 },
        { Prices.OnChainMessage(0), "OnChainMessage", 560_663_000 },
        { Prices.OnChainMessage(94), "OnChainMessage", 682_863_000 },
        { Prices.OnValueTransfer(), "OnValueTransfer", 6_000_000 },
        { Prices.OnMethodInvocation(0), "OnMethodInvocation", 75_000_000 },
        { Prices.OnMethodInvocation(3), "OnMethodInvocation", 75_900_000 },
        { Prices.OnMethodReturn(1, 10, 2), "OnChainReturnValue", 13_000_000 },
        { Prices.OnMethodReturn(2, 10, 2), "OnReturnValue", 600_000 },
        { Prices.OnActorLookup(), "OnActorLookup", 500_000_000 },
        { Prices.OnActorUpdate(), "OnActorUpdate", 475_000_000 },
        { Prices.OnCreateActor(false), "OnCreateActor", 650_000_000 },
        { Prices.OnCreateActor(true), "OnCreateActor", 2_700_000_000 },
        { Prices.OnWasmMemoryInit(17 * 65536), "wasm_memory_init", 445_644_800 },
        { Prices.OnWasmTableInit(10), "wasm_table_init", 32_000 },
        { Prices.OnBlockOpenBase(), "OnBlockOpenBase", 187_740_000 },
        { Prices.OnBlockOpen(97, 0), "OnBlockOpen", 970_000 },
        { Prices.OnBlockOpen(100, 2), "OnBlockOpen", 1_000_000 },
        { Prices.OnBlockOpen(100, 3), "OnBlockOpen", 1_140_000 },
        { Prices.OnBlockRead(1), "OnBlockRead", 400 },
        { Prices.OnBlockCreate(20, 0), "OnBlockCreate", 200_000 },
        { Prices.OnBlockCreate(20, 1), "OnBlockCreate", 348_000 },
        { Prices.OnBlockLink(984), "OnBlockLink", 3_805_061_600 },
        { Prices.OnGetRoot(), "OnActorGetRoot", 300_000 },
        { Prices.OnSetRoot(), "OnActorSetRoot", 300_000 },
        { Prices.OnVerifySignature(Prices.VerifySecp256k1, 38), "OnVerifySignature", 1_637_672_000 },
        { Prices.OnVerifySignature(Prices.VerifyBls, 38), "OnVerifySignature", 16_599_593_000 },
        { Prices.OnVerifyBlsAggregate(3, 100), "OnVerifyBlsAggregateSignature", 33_197_908_000 },
        { Prices.OnRecoverSecp256k1(), "OnRecoverSecpPublicKey", 1_637_292_000 },
        { Prices.OnHashing(Prices.HashingPerByte.Keccak256, 3), "OnHashing", 99_000 },
        { Prices.OnComputeUnsealedSectorCid(), "OnComputeUnsealedSectorCid", 98_647_000 },
        { Prices.OnGetRandomness(0), "OnGetRandomness", 146_200_000 },
        { Prices.OnGetRandomness(10), "OnGetRandomness", 146_950_000 },
        { Prices.OnTipsetCid(900), "OnTipsetCid", 213_700_000 },
        // size 12 + 2*9 + 3 + 40 = 73: 3 copies of 2.4 a byte, 10 a byte of hashing, 2000 + 2*1400, 500 + 3*16
        { Prices.OnActorEvent(2, 3, 40), "OnActorEvent", (73 * 7_200) + (73 * 10_000) + 4_800_000 + 548_000 },
    };

    [Theory]
    [MemberData(nameof(Charges))]
    public void Charge_OfAnOperation_MatchesThePublishedFormula(GasCharge charge, string name, ulong milligas)
    {
        Assert.Equal(name, charge.Name);
        Assert.Equal(milligas, charge.Total.Milligas);
    }

    [Fact]
    public void BlockLink_OneByteMore_CostsItsShare() => // 12.4 to copy, allocate and hash, 3340 to keep
        Assert.Equal(3_352_400UL, Prices.OnBlockLink(2).Total.Milligas - Prices.OnBlockLink(1).Total.Milligas);

    [Fact]
    public void RetentionMinimum_BlockOfAnySize_IsTenGasAByteUnlessLinksCostMore()
    {
        for (int links = 0; links < 20; links++)
        {
            for (int size = 0; size < 2000; size += 7)
            {
                ulong compute = ((ulong)size * 2_400) + ((ulong)links * 300_000);
                Assert.Equal(Math.Max((ulong)size * 10_000, compute), Prices.OnBlockOpen(size, links).Total.Milligas);
                Assert.Equal(Math.Max((ulong)size * 10_000, compute), Prices.OnBlockCreate(size, links).Total.Milligas);
            }
        }
    }

    [Theory]
    [InlineData(21u, 2_000UL, 2)]
    [InlineData(24u, 2_000UL, 2)]
    [InlineData(25u, 42_000_000UL, 4)]
    [InlineData(28u, 42_000_000UL, 4)]
    public void RuleSet_OfANetworkVersion_HasItsProofPrices(uint version, ulong sealGas, int aggregateProofs)
    {
        RuleSet rules = RuleSets.ForNetworkVersion(version);

        Assert.Equal(version, rules.NetworkVersion);
        Assert.Equal(GasAmount.FromGas(sealGas), rules.Prices.VerifySeal);
        Assert.Equal(aggregateProofs, rules.Prices.VerifyAggregateSeals.Count);
    }

    [Theory]
    [InlineData(20u)]
    [InlineData(29u)]
    public void RuleSet_OfAnUnknownNetworkVersion_IsRefusedByName(uint version)
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(() => RuleSets.ForNetworkVersion(version));
        Assert.Contains("21, 22, 23, 24, 25, 26, 27, 28", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3UL, 0UL)]
    [InlineData(4UL, 103_994_170UL)]
    [InlineData(12UL, 112_356_810UL)]
    [InlineData(410UL, 528_274_980UL)]
    [InlineData(819UL, 528_274_980UL)]
    public void StepCost_AnyCount_IsThatOfTheStepAtOrBelow(ulong count, ulong gas) =>
        Assert.Equal(GasAmount.FromGas(gas), Prices.VerifyAggregateSeals[SealProof.StackedDrg32GiBV1P1].Step.For(count));
}
