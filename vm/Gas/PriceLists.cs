using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Gas;

/// <summary>The published price lists. Values in gas; source: <c>fvm/src/gas/price_list.rs</c> of fvm 4.8.2.</summary>
public static class PriceLists
{
    private static readonly AggregateSealPrice Aggregate32GiB = new(GasAmount.FromGas(449_900), StepCost.OfGas(
        (4, 103_994_170), (7, 112_356_810), (13, 122_912_610), (26, 137_559_930),
        (52, 162_039_100), (103, 210_960_780), (205, 318_351_180), (410, 528_274_980)));

    private static readonly AggregateSealPrice Aggregate64GiB = new(GasAmount.FromGas(359_272), StepCost.OfGas(
        (4, 102_581_240), (7, 110_803_030), (13, 120_803_700), (26, 134_642_130),
        (52, 157_357_890), (103, 203_017_690), (205, 304_253_590), (410, 509_880_640)));

    // A non-interactive proof holds 126 partitions.
    private static readonly AggregateSealPrice Aggregate32GiBNonInteractive = new(GasAmount.FromGas(44_990 * 126), StepCost.OfGas(
        (1, 112_356_810), (2, 122_912_610), (3, 137_559_930), (5, 162_039_100),
        (9, 210_960_780), (17, 318_351_180), (33, 528_274_980)));

    private static readonly AggregateSealPrice Aggregate64GiBNonInteractive = new(GasAmount.FromGas(35_928 * 126), StepCost.OfGas(
        (1, 110_803_030), (2, 120_803_700), (3, 134_642_130), (5, 157_357_890),
        (9, 203_017_690), (17, 304_253_590), (33, 509_880_640)));

    /// <summary>Network versions 21 to 24.</summary>
    public static PriceList Watermelon { get; } = new()
    {
        OnChainMessageCompute = ScalingCost.OfGas(38_863, 0),
        OnChainMessageStorage = ScalingCost.OfGas(36 * 1300, 1300),
        OnChainReturn = ScalingCost.OfGas(0, 1300),

        ValueTransfer = GasAmount.FromGas(6_000),
        MethodInvocation = GasAmount.FromGas(75_000),
        HostCall = GasAmount.FromGas(14_000),

        ActorLookup = GasAmount.FromGas(500_000),
        ActorUpdate = GasAmount.FromGas(475_000),
        ActorCreation = GasAmount.FromGas(650_000),
        AddressLookup = GasAmount.FromGas(1_050_000),
        AddressAssignment = GasAmount.FromGas(1_000_000),
        PreloadedActors = [0, 1, 2, 3, 4, 5, 6, 7, 10, 99],

        BlockOpen = GasAmount.FromGas(187_440),
        BlockCopyPerByte = GasAmount.FromMilligas(400),
        BlockAllocatePerByte = GasAmount.FromGas(2),
        BlockRetentionMinimumPerByte = GasAmount.FromGas(10),
        BlockPersistCompute = GasAmount.FromGas(172_000),
        BlockPersistStorage = ScalingCost.OfGas(334_000, 3_340),
        LinkTracked = GasAmount.FromGas(300),
        LinkChecked = GasAmount.FromGas(300),
        ScanPerField = GasAmount.FromGas(35),
        ScanPerCid = GasAmount.FromGas(400),

        VerifySecp256k1 = ScalingCost.OfGas(1_637_292, 10),
        VerifyBls = ScalingCost.OfGas(16_598_605, 26),
        BlsPairing = GasAmount.FromGas(8_299_302),
        BlsHashingPerByte = GasAmount.FromGas(7),
        RecoverSecp256k1 = GasAmount.FromGas(1_637_292),
        HashingPerByte = new HashingPrices(GasAmount.FromGas(7), GasAmount.FromGas(10), GasAmount.FromGas(33), GasAmount.FromGas(35)),
        ComputeUnsealedSectorCid = GasAmount.FromGas(98_647),
        VerifySeal = GasAmount.FromGas(2_000),
        VerifyAggregateSeals = new Dictionary<SealProof, AggregateSealPrice>
        {
            [SealProof.StackedDrg32GiBV1P1] = Aggregate32GiB,
            [SealProof.StackedDrg64GiBV1P1] = Aggregate64GiB,
        },
        VerifyPostPerSector = ScalingCost.OfGas(117_680_921, 43_780),
        VerifyReplicaUpdate = GasAmount.FromGas(36_316_136),
        VerifyConsensusFault = GasAmount.FromGas(516_422),

        // Walking back 19 skip links of 20 epochs at 5,800, 15,000 for the operation and 21,000 for the call into the node.
        Lookback = ScalingCost.OfGas((5_800 * 19) + 15_000 + 21_000, 75),

        EventPerEntry = ScalingCost.OfGas(2_000, 1_400),
        EventKeysUtf8 = ScalingCost.OfGas(500, 16),

        Wasm = MeteringPrices.Fvm,
    };

    /// <summary>Network versions 25 to 28: only proofs cost differently.</summary>
    public static PriceList Teep { get; } = Watermelon with
    {
        VerifySeal = GasAmount.FromGas(42_000_000),
        VerifyAggregateSeals = new Dictionary<SealProof, AggregateSealPrice>
        {
            [SealProof.StackedDrg32GiBV1P1] = Aggregate32GiB,
            [SealProof.StackedDrg64GiBV1P1] = Aggregate64GiB,
            [SealProof.StackedDrg32GiBV1P2NiPoRep] = Aggregate32GiBNonInteractive,
            [SealProof.StackedDrg64GiBV1P2NiPoRep] = Aggregate64GiBNonInteractive,
        },
    };
}
