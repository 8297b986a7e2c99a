using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Chain;

/// <summary>
/// Builds the state tree of epoch 0: system (0), init (1), reward (2, takes tips), burnt funds (99), accounts from 100, and what else the genesis names.
/// </summary>
internal sealed class GenesisState
{
    private readonly IBlockstore _store;
    private readonly StateTree _tree;
    private readonly BuiltinActors _builtins;
    private readonly InitState _init;

    public GenesisState(IBlockstore store, Genesis genesis)
    {
        _store = store;
        _tree = StateTree.Create(store);
        _builtins = BuiltinActors.Write(store, [.. genesis.Bundle.Actors.Select(actor => (actor.Name, store.Put(CidCodec.Raw, actor.Wasm.Span)))]);
        _init = InitState.Create(store, genesis.NetworkName);
        Add(SystemActors.System, Singleton("system"), LinkList(_builtins.ManifestData), TokenAmount.Zero);
        Add(SystemActors.Reward, Singleton("reward"), [0x80], TokenAmount.Zero);
        Add(SystemActors.BurntFunds, CodeOf("account"), AddressList(Address.FromId(SystemActors.BurntFunds)), TokenAmount.Zero);
        foreach (GenesisActor actor in genesis.Actors) { AddActor(actor); }

        foreach (GenesisAccount account in genesis.Accounts) { AddAccount(account); }
    }

    public TokenAmount TotalBalance { get; private set; } = TokenAmount.Zero;

    public Cid Write()
    {
        _tree.SetActor(SystemActors.Init, new ActorState(CodeOf("init"), _init.Write(_store), 0, TokenAmount.Zero));
        return _tree.Flush();
    }

    private void AddActor(GenesisActor actor)
    {
        if (actor.Id is SystemActors.Init or >= SystemActors.FirstUser)
        {
            throw new ChainException($"genesis actor id {actor.Id} is not free; allowed are ids below {SystemActors.FirstUser} except {SystemActors.Init}");
        }

        Add(actor.Id, CodeOf(actor.CodeName), actor.State.Span, actor.Balance, actor.DelegatedAddress);
        if (actor.DelegatedAddress is not null) { _init.Map(actor.DelegatedAddress, actor.Id); }
    }

    private void AddAccount(GenesisAccount account)
    {
        if (account.Address.Protocol is not (AddressProtocol.Secp256k1 or AddressProtocol.Bls))
        {
            throw new ChainException($"genesis account {account.Address} is not a key address (f1 or f3)");
        }

        if (_init.Lookup(account.Address) is { } id) { throw new ChainException($"genesis account {account.Address} is listed twice (id {id})"); }

        Add(_init.Register(account.Address), CodeOf("account"), AddressList(account.Address), account.Balance);
    }

    private void Add(ulong id, Cid code, ReadOnlySpan<byte> state, TokenAmount balance, Address? delegated = null)
    {
        if (_tree.GetActor(id) is not null) { throw new ChainException($"two genesis actors have the id {id}"); }

        if (balance.Sign < 0) { throw new ChainException($"genesis actor {id} has the negative balance {balance}"); }

        _tree.SetActor(id, new ActorState(code, _store.PutDagCbor(state), 0, balance, delegated));
        TotalBalance += balance;
    }

    private Cid CodeOf(string name) => _builtins.CodeOf(name) ?? throw new ChainException($"the actor bundle has no actor '{name}'");

    /// <summary>Singletons that only need to exist may share the code of an actor without methods.</summary>
    private Cid Singleton(string name) => _builtins.CodeOf(name) ?? _builtins.CodeOf("inert") ?? CodeOf(name);

    private static byte[] LinkList(Cid link)
    {
        CborWriter writer = new(64);
        writer.WriteListStart(1);
        writer.WriteLink(link);
        byte[] block = writer.ToArray();
        writer.Dispose();
        return block;
    }

    private static byte[] AddressList(Address address)
    {
        CborWriter writer = new(64);
        writer.WriteListStart(1);
        writer.WriteBytes(address.Bytes);
        byte[] block = writer.ToArray();
        writer.Dispose();
        return block;
    }
}
