using FvmCompute.Bench.Results;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Bench.Gas;

/// <summary>A message that succeeded.</summary>
/// <param name="Bytes">Of the signed message.</param>
internal sealed record Executed(ApplyResult Result, int Bytes);

/// <summary>
/// The state of a new chain with a market, a client and a provider with a bond; messages are executed with traces, by the newest rules, without fees.
/// </summary>
internal sealed class GasChain : IExterns
{
    public const string Network = "gas";
    public const long Epoch = 100;

    private const ulong ExecMethod = 2;
    private const long GasLimit = 10_000_000_000;
    private const string MarketName = "compute-market";

    private readonly MemoryBlockstore _store = new();
    private readonly StateTree _state;
    private readonly BuiltinActors _builtins;
    private readonly Executor _executor;
    private readonly RuleSet _rules;
    private readonly Dictionary<Address, ulong> _nonces = [];
    private readonly ModuleCache _modules = new();
    private long[] _countsBefore = [];

    /// <param name="market">The market's wasm.</param>
    /// <param name="countsGasByFunction">Whether <see cref="GasByFunction"/> is kept.</param>
    public GasChain(ReadOnlyMemory<byte> market, bool countsGasByFunction)
    {
        ActorBundle actors = new([.. CommittedActors().Select(actor => actor.Name == MarketName ? (actor.Name, market) : actor)]);
        Genesis genesis = new() { NetworkName = Network, Bundle = actors, Seed = new byte[32], Accounts = [Rich(Client), Rich(Provider)] };
        _state = StateTree.Load(_store, genesis.Build(_store).StateRoot);
        _builtins = BuiltinActors.OfSystemActor(_store, _state.GetActor(SystemActors.System)!.State);
        _rules = RuleSets.Newest with { Modules = RuleSets.Newest.Modules with { CountsGasByFunction = countsGasByFunction } };
        MachineContext context = new() { Rules = _rules, Epoch = Epoch, Timestamp = (ulong)Epoch * 30, BaseFee = TokenAmount.Zero, Tracing = true };
        _executor = new(context, new MachineEnvironment(_state, _builtins, this, _modules));
        Market = Deploy();
        Send(Provider, Market, MarketMethod.RegisterProvider, MarketMessages.RegisterProvider(Provider.Address), TokenAmount.FromFil(2));
    }

    public static WalletKey Client { get; } = new("client", Blake2b.Hash256("client"u8));

    public static WalletKey Provider { get; } = new("provider", Blake2b.Hash256("provider"u8));

    /// <summary>The market's actor id.</summary>
    public ulong Market { get; }

    public ulong ProviderId => _state.LookupId(Provider.Address)!.Value;

    /// <summary>Milligas of each function of the market since <see cref="ForgetCounts"/>.</summary>
    public IEnumerable<long> GasByFunction => MarketModule.GasByFunction.ToArray().Zip(_countsBefore, (now, before) => now - before);

    private WasmModule MarketModule => _modules.Get(_state.GetActor(Market)!.Code, _store, _rules.Modules).Module!;

    /// <summary>The committed market.</summary>
    public static ReadOnlyMemory<byte> CommittedMarket() => CommittedActors().Single(actor => actor.Name == MarketName).Wasm;

    /// <summary>Executes a message to the market that must succeed.</summary>
    public Executed Send(WalletKey from, MarketMethod method, byte[] parameters, TokenAmount value = default) => Send(from, Market, method, parameters, value);

    public void ForgetCounts() => _countsBefore = MarketModule.GasByFunction.ToArray();

    bool IExterns.TryGetChainRandomness(long epoch, Span<byte> randomness) => throw new NotSupportedException("no message here asks for randomness");

    bool IExterns.TryGetBeaconRandomness(long epoch, Span<byte> randomness) => throw new NotSupportedException("no message here asks for randomness");

    Cid IExterns.GetTipsetCid(long epoch) => throw new NotSupportedException("no message here asks for tipsets");

    private static IReadOnlyList<(string Name, ReadOnlyMemory<byte> Wasm)> CommittedActors() =>
        ActorBundle.FromFolder(Path.Combine(ResultFolder.Root, "actors", "artifacts")).Actors;

    private static GenesisAccount Rich(WalletKey key) => new(key.Address, TokenAmount.FromFil(1000));

    private ulong Deploy()
    {
        byte[] parameters = MarketMessages.Constructor(MarketParams.Suggested(Network));
        byte[] exec = CborTuple.Encode(2, (ref CborWriter writer) =>
        {
            writer.WriteLink(_builtins.CodeOf(MarketName)!);
            writer.WriteBytes(parameters);
        });
        CborReader reader = new(Send(Client, SystemActors.Init, (MarketMethod)ExecMethod, exec, default).Result.Receipt.ReturnData.Span);
        reader.ReadTupleStart(2);
        return Address.Decode(reader.ReadBytes()).TryGetId(out ulong market) ? market : throw new InvalidDataException("init returned no id");
    }

    private Executed Send(WalletKey from, ulong to, MarketMethod method, byte[] parameters, TokenAmount value)
    {
        Message message = new()
        {
            From = from.Address,
            To = Address.FromId(to),
            Nonce = _nonces.GetValueOrDefault(from.Address),
            Value = value,
            Method = (ulong)method,
            Params = parameters,
            GasLimit = GasLimit,
        };
        _nonces[from.Address] = message.Nonce + 1;
        int bytes = from.Sign(message).Encode().Length;
        ApplyResult result = _executor.Execute(message, ApplyKind.Explicit, bytes);
        return result.Receipt.ExitCode.IsSuccess ? new(result, bytes) : throw new InvalidOperationException($"{method}: {result.FailureReason}");
    }
}
