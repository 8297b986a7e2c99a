using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Gas;

/// <summary>
/// The prices of one range of network versions, as data; what is charged for which operation is in <c>PriceList.Charges.cs</c>.
/// Values per network version: <see cref="PriceLists"/>. Source: FIP-0057, FIP-0071 and the price list of the reference implementation, whose numbers win over FIP prose.
/// </summary>
public sealed partial record PriceList
{
    // Messages on the chain.
    public required ScalingCost OnChainMessageCompute { get; init; }
    public required ScalingCost OnChainMessageStorage { get; init; }
    public required ScalingCost OnChainReturn { get; init; }

    // Calls.
    public required GasAmount ValueTransfer { get; init; }
    public required GasAmount MethodInvocation { get; init; }
    public required GasAmount HostCall { get; init; }

    // Actors and addresses in the state tree.
    public required GasAmount ActorLookup { get; init; }
    public required GasAmount ActorUpdate { get; init; }
    public required GasAmount ActorCreation { get; init; }
    public required GasAmount AddressLookup { get; init; }
    public required GasAmount AddressAssignment { get; init; }

    /// <summary>Actors whose lookup and update are prepaid in every message (FIP-0057).</summary>
    public required IReadOnlyList<ulong> PreloadedActors { get; init; }

    // IPLD blocks.
    public required GasAmount BlockOpen { get; init; }
    public required GasAmount BlockCopyPerByte { get; init; }
    public required GasAmount BlockAllocatePerByte { get; init; }
    public required GasAmount BlockRetentionMinimumPerByte { get; init; }
    public required GasAmount BlockPersistCompute { get; init; }
    public required ScalingCost BlockPersistStorage { get; init; }
    public required GasAmount LinkTracked { get; init; }
    public required GasAmount LinkChecked { get; init; }
    public required GasAmount ScanPerField { get; init; }
    public required GasAmount ScanPerCid { get; init; }

    // Cryptography and proofs.
    public required ScalingCost VerifySecp256k1 { get; init; }
    public required ScalingCost VerifyBls { get; init; }
    public required GasAmount BlsPairing { get; init; }
    public required GasAmount BlsHashingPerByte { get; init; }
    public required GasAmount RecoverSecp256k1 { get; init; }
    public required HashingPrices HashingPerByte { get; init; }
    public required GasAmount ComputeUnsealedSectorCid { get; init; }
    public required GasAmount VerifySeal { get; init; }
    public required IReadOnlyDictionary<SealProof, AggregateSealPrice> VerifyAggregateSeals { get; init; }
    public required ScalingCost VerifyPostPerSector { get; init; }
    public required GasAmount VerifyReplicaUpdate { get; init; }
    public required GasAmount VerifyConsensusFault { get; init; }

    /// <summary>Randomness and tipset CIDs, by epochs of lookback.</summary>
    public required ScalingCost Lookback { get; init; }

    // Events.
    public required ScalingCost EventPerEntry { get; init; }
    public required ScalingCost EventKeysUtf8 { get; init; }

    /// <summary>Instructions, memory and tables, in milligas: what compiled code is metered with.</summary>
    public required MeteringPrices Wasm { get; init; }
}

/// <summary>Prices per hashed byte.</summary>
public sealed record HashingPrices(GasAmount Sha256, GasAmount Blake2b, GasAmount Keccak256, GasAmount Ripemd160);

/// <summary>Price of checking an aggregate of seal proofs: a part per proof and a step by their number.</summary>
public sealed record AggregateSealPrice(GasAmount PerProof, StepCost Step);

/// <summary>Registered seal proofs that have a price of their own; every other proof is priced as <see cref="StackedDrg32GiBV1P1"/>.</summary>
public enum SealProof
{
    StackedDrg32GiBV1P1 = 8,
    StackedDrg64GiBV1P1 = 9,
    StackedDrg32GiBV1P2NiPoRep = 18,
    StackedDrg64GiBV1P2NiPoRep = 19,
}
