using System.Buffers.Binary;
using System.Numerics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>
/// A state with the committed actors (system, init, accounts) and executors over it, one per epoch. Messages cost gas but no fees, so that balances show payments only.
/// </summary>
internal sealed class MarketChain : IExterns
{
    public const string Network = "testing";
    public const long FirstEpoch = 100;

    /// <summary>A block's worth, far above any method's need.</summary>
    public const long GasLimit = 10_000_000_000;

    private const ulong ExecMethod = 2;

    /// <summary>What a secp256k1 signature adds to a message on chain.</summary>
    private const int SignatureOverhead = 69;

    private static readonly ModuleCache Modules = new();

    private readonly BuiltinActors _builtins;
    private readonly List<Account> _accounts = [];
    private Executor? _executor;
    private long _epoch = FirstEpoch;

    public MarketChain()
    {
        foreach ((_, byte[] wasm, _) in ActorArtifacts.All) { Store.Put(CidCodec.Raw, wasm); }

        _builtins = BuiltinActors.Write(Store, [.. ActorArtifacts.All.Select(actor => (actor.Name, actor.Code))]);
        State = StateTree.Create(Store);
        Put(SystemActors.System, "inert", StateTree.EmptyListCid);
        Put(SystemActors.Init, "init", InitState.Create(Store, Network).Write(Store));
        Put(SystemActors.Reward, "inert", StateTree.EmptyListCid);
        Put(SystemActors.BurntFunds, "inert", StateTree.EmptyListCid);
    }

    public MemoryBlockstore Store { get; } = new();

    public StateTree State { get; private set; }

    public IReadOnlyList<Account> Accounts => _accounts;

    /// <summary>The epoch of the next message.</summary>
    public long Epoch
    {
        get => _epoch;
        set => (_epoch, _executor) = (value, null);
    }

    public Account AddAccount(string name, long fil = 1000)
    {
        Account account = new(name, State.RegisterNewAddress(new Account(name, 0).Address));
        Cid state = Store.PutDagCbor(Cbor.Tuple(1, (ref w) => w.WriteBytes(account.Address.Bytes)));
        Put(account.Id, "account", state, TokenAmount.FromFil(fil));
        _accounts.Add(account);
        return account;
    }

    public Cid CodeOf(string name) => _builtins.CodeOf(name)!;

    public BigInteger BalanceOf(ulong id) => State.GetActor(id)!.Balance.Atto;

    public ApplyResult Send(Account from, ulong to, ulong method, byte[] parameters, BigInteger value = default) =>
        Send(from, Address.FromId(to), method, parameters, value);

    public ApplyResult Send(Account from, Address to, ulong method, byte[] parameters, BigInteger value = default)
    {
        Message message = new()
        {
            From = from.Address,
            To = to,
            Nonce = State.GetActor(from.Id)!.Nonce,
            Value = new TokenAmount(value),
            Method = method,
            Params = parameters,
            GasLimit = GasLimit,
        };
        _executor ??= NewExecutor();
        return _executor.Execute(message, ApplyKind.Explicit, message.Encode().Length + SignatureOverhead);
    }

    /// <summary>Instantiates code through the init actor.</summary>
    public ApplyResult Exec(Account from, Cid code, byte[] constructorParameters, BigInteger value = default) =>
        Send(from, SystemActors.Init, ExecMethod, Cbor.Tuple(2, (ref w) => { w.WriteLink(code); w.WriteBytes(constructorParameters); }), value);

    /// <summary>Writes the state and goes on with it from the store, as a node that was restarted.</summary>
    public Cid Flush()
    {
        _executor ??= NewExecutor();
        Cid root = _executor.Flush();
        (State, _executor) = (StateTree.Load(Store, root), null);
        return root;
    }

    /// <summary>The beacon entry of an epoch: any function of it.</summary>
    public static byte[] Beacon(long epoch)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, epoch);
        return Blake2b.Hash256(bytes);
    }

    public void Put(ulong id, string code, Cid state, TokenAmount balance = default) =>
        State.SetActor(id, new ActorState(CodeOf(code), state, 0, balance));

    bool IExterns.TryGetChainRandomness(long epoch, Span<byte> randomness) => throw new InvalidOperationException("the market must not use tickets");

    bool IExterns.TryGetBeaconRandomness(long epoch, Span<byte> randomness)
    {
        Beacon(epoch).CopyTo(randomness);
        return true;
    }

    Cid IExterns.GetTipsetCid(long epoch) => throw new InvalidOperationException("the market must not ask for tipsets");

    private Executor NewExecutor() => new(
        new MachineContext { Rules = RuleSets.Newest, Epoch = _epoch, Timestamp = (ulong)_epoch * 30, BaseFee = TokenAmount.Zero },
        new MachineEnvironment(State, _builtins, this, Modules));
}
