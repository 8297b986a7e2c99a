using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Chain;

/// <summary>An account that exists from the start. Accounts get ids from <see cref="SystemActors.FirstUser"/> in the order given.</summary>
/// <param name="Address">A key address (f1 or f3).</param>
public sealed record GenesisAccount(Address Address, TokenAmount Balance);

/// <summary>Any other actor that exists from the start.</summary>
/// <param name="Id">A fixed id below <see cref="SystemActors.FirstUser"/>.</param>
/// <param name="CodeName">Name in the bundle.</param>
/// <param name="State">The DAG-CBOR block of its state.</param>
public sealed record GenesisActor(ulong Id, string CodeName, ReadOnlyMemory<byte> State, TokenAmount Balance, Address? DelegatedAddress = null);

/// <summary>Everything a new chain starts from. The same genesis always gives the same first tipset.</summary>
public sealed record Genesis
{
    public required string NetworkName { get; init; }

    public required ActorBundle Bundle { get; init; }

    /// <summary>32 bytes, see <see cref="ChainRandomness"/>.</summary>
    public required ReadOnlyMemory<byte> Seed { get; init; }

    /// <summary>Seconds since 1970 at epoch 0.</summary>
    public ulong Timestamp { get; init; }

    public uint EpochSeconds { get; init; } = 30;

    public ulong EthereumChainId { get; init; } = 31415926;

    public uint NetworkVersion { get; init; } = 28;

    /// <summary>attoFIL for each unit of gas in the first tipset.</summary>
    public TokenAmount BaseFee { get; init; } = Chain.BaseFee.Minimum;

    public IReadOnlyList<GenesisAccount> Accounts { get; init; } = [];

    public IReadOnlyList<GenesisActor> Actors { get; init; } = [];

    /// <summary>Writes state, code and records to <paramref name="store"/> and returns the tipset of epoch 0.</summary>
    public Tipset Build(IBlockstore store)
    {
        Check();
        GenesisState state = new(store, this);
        ChainParameters parameters = new(NetworkName, Timestamp, EpochSeconds, Seed, EthereumChainId, NetworkVersion, state.TotalBalance);
        Cid emptyArray = AmtArray.Build(store, Tipset.ArrayBitWidth, []);
        Tipset tipset = new(0, store.PutDagCbor(parameters.ToBytes()), state.Write(), emptyArray, emptyArray, Timestamp, BaseFee, 0);
        store.PutDagCbor(tipset.ToBytes());
        return tipset;
    }

    private void Check()
    {
        int nameBytes = System.Text.Encoding.UTF8.GetByteCount(NetworkName);
        if (nameBytes is < 1 or > ChainParameters.MaxNetworkNameBytes)
        {
            throw new ChainException($"network name '{NetworkName}' has {nameBytes} bytes; allowed are 1 to {ChainParameters.MaxNetworkNameBytes}");
        }

        if (Seed.Length != ChainRandomness.SeedLength) { throw new ChainException($"the seed has {Seed.Length} bytes, expected {ChainRandomness.SeedLength}"); }

        if (EpochSeconds == 0) { throw new ChainException("an epoch must last 1 second or more"); }

        if (BaseFee < Chain.BaseFee.Minimum) { throw new ChainException($"the base fee is {BaseFee}; it must be {Chain.BaseFee.Minimum} or more"); }
    }
}
