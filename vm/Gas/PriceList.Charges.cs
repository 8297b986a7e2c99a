namespace FvmCompute.Vm.Gas;

/// <summary>What an operation is charged: the named charges made of the prices.</summary>
public sealed partial record PriceList
{
    /// <summary>Bytes a stamped event takes beyond its entries: tuple header, emitter id, entry array header.</summary>
    private const ulong EventOverheadBytes = 12;

    /// <summary>Bytes an entry takes beyond key and value: tuple header, flags, codec and two length headers.</summary>
    private const ulong EventEntryOverheadBytes = 9;

    public GasCharge OnSyscall() => new("OnSyscall", HostCall);

    /// <summary>Inclusion of a message of <paramref name="rawLength"/> bytes, and the update of its sender.</summary>
    public GasCharge OnChainMessage(ulong rawLength) =>
        new("OnChainMessage", OnChainMessageCompute.For(rawLength), ActorUpdate + OnChainMessageStorage.For(rawLength));

    public GasCharge OnValueTransfer() => new("OnValueTransfer", ValueTransfer);

    public GasCharge OnMethodInvocation(int parameterLinks) => new("OnMethodInvocation", MethodInvocation + (LinkTracked * (ulong)parameterLinks));

    /// <summary>A returned block: stored on the chain at call depth 1, only its links tracked below.</summary>
    public GasCharge OnMethodReturn(int callDepth, int size, int links) => callDepth == 1
        ? new("OnChainReturnValue", GasAmount.Zero, OnChainReturn.For((ulong)size))
        : new("OnReturnValue", LinkTracked * (ulong)links);

    public GasCharge OnActorLookup() => new("OnActorLookup", GasAmount.Zero, ActorLookup);

    public GasCharge OnActorUpdate() => new("OnActorUpdate", GasAmount.Zero, ActorUpdate);

    /// <summary>A new actor; lookup and update of its state-tree entry are charged apart.</summary>
    public GasCharge OnCreateActor(bool assignsAddress) =>
        new("OnCreateActor", GasAmount.Zero, assignsAddress ? ActorCreation + AddressAssignment + AddressLookup : ActorCreation);

    /// <summary>The memory a module starts with; what it grows by later is metered in its code.</summary>
    public GasCharge OnWasmMemoryInit(ulong bytes) => new("wasm_memory_init", GasAmount.FromMilligas((ulong)Wasm.MemoryByte) * bytes);

    /// <summary>The table a module starts with.</summary>
    public GasCharge OnWasmTableInit(ulong elements) => new("wasm_table_init", GasAmount.FromMilligas((ulong)Wasm.TableElement) * elements);

    public GasCharge OnBlockOpenBase() => new("OnBlockOpenBase", LinkChecked, BlockOpen);

    public GasCharge OnBlockOpen(int size, int links)
    {
        GasAmount compute = LinkTracked * (ulong)links;
        GasAmount open = CopyAndAllocate((ulong)size);
        return new("OnBlockOpen", compute, open + RetentionSurcharge(size, compute + open));
    }

    public GasCharge OnBlockRead(int bytes) => new("OnBlockRead", BlockCopyPerByte * (ulong)bytes);

    public GasCharge OnBlockCreate(int size, int links)
    {
        GasAmount compute = CopyAndAllocate((ulong)size) + (LinkChecked * (ulong)links);
        return new("OnBlockCreate", compute, RetentionSurcharge(size, compute));
    }

    public GasCharge OnBlockLink(int size)
    {
        GasAmount compute = CopyAndAllocate((ulong)size) + (HashingPerByte.Blake2b * (ulong)size) + LinkTracked;
        return new("OnBlockLink", compute, BlockPersistCompute + BlockPersistStorage.For((ulong)size));
    }

    public GasCharge OnGetRoot() => new("OnActorGetRoot", LinkTracked);

    public GasCharge OnSetRoot() => new("OnActorSetRoot", LinkChecked);

    public GasCharge OnHashing(GasAmount perByte, int size) => new("OnHashing", perByte * (ulong)size);

    public GasCharge OnVerifySignature(ScalingCost price, int plaintextBytes) => new("OnVerifySignature", price.For((ulong)plaintextBytes));

    /// <summary>One pairing per signer and one for the aggregate, and hashing of all the signed bytes.</summary>
    public GasCharge OnVerifyBlsAggregate(int signers, int plaintextBytes) =>
        new("OnVerifyBlsAggregateSignature", (BlsPairing * ((ulong)signers + 1)) + (BlsHashingPerByte * (ulong)plaintextBytes));

    public GasCharge OnRecoverSecp256k1() => new("OnRecoverSecpPublicKey", RecoverSecp256k1);

    public GasCharge OnComputeUnsealedSectorCid() => new("OnComputeUnsealedSectorCid", ComputeUnsealedSectorCid);

    public GasCharge OnGetRandomness(ulong lookbackEpochs) => new("OnGetRandomness", GasAmount.Zero, Lookback.For(lookbackEpochs));

    public GasCharge OnTipsetCid(ulong lookbackEpochs) => new("OnTipsetCid", GasAmount.Zero, Lookback.For(lookbackEpochs));

    /// <summary>
    /// An event by the number of its entries and the bytes of its keys and values. Two copies are paid as compute (validation, encoding), a third and the
    /// hashing into the receipt's array as deferred work (FIP-0072).
    /// </summary>
    public GasCharge OnActorEvent(uint entries, uint keyBytes, uint valueBytes)
    {
        ulong size = EventOverheadBytes + (EventEntryOverheadBytes * entries) + keyBytes + valueBytes;
        GasAmount copy = CopyAndAllocate(size);
        GasAmount validation = EventPerEntry.For(entries) + EventKeysUtf8.For(keyBytes);
        return new("OnActorEvent", copy + copy + validation, (HashingPerByte.Blake2b * size) + copy);
    }

    private GasAmount CopyAndAllocate(ulong bytes) => (BlockCopyPerByte + BlockAllocatePerByte) * bytes;

    /// <summary>What is missing to the minimum for every byte that stays in memory until the message ends.</summary>
    private GasAmount RetentionSurcharge(int size, GasAmount paid) => (BlockRetentionMinimumPerByte * (ulong)size) - paid;
}
