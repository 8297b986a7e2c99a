using System.Buffers.Binary;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Tests.Actors;

/// <summary>A small state to run actors on: system, init, reward and burnt-funds actors, one account to send from, and whatever a test adds.</summary>
internal sealed class TestMachine : IExterns
{
    public const ulong SenderId = 100;
    public const long Epoch = 1000;
    public const long GasLimit = 10_000_000_000;
    public const long BaseFee = 100;

    private static readonly ModuleCache Modules = new();
    private static readonly string[] Names = ["system", "init", "account", "placeholder", "ethaccount", "eam"];
    private static readonly string NoCode = """(module (memory (export "memory") 0) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""";

    private ulong _nextId = 1000;
    private ulong _nonce;
    private Executor? _executor;

    /// <param name="builtins">Code to use instead of the do-nothing code of these built-in actors.</param>
    /// <param name="store">Where that code is.</param>
    public TestMachine(IReadOnlyList<(string Name, Cid Code)>? builtins = null, MemoryBlockstore? store = null)
    {
        Store = store ?? new MemoryBlockstore();
        Code = Enumerable.Range(0, 6).Select(i => PutCode(Wat.Assemble($"{NoCode} ;; {i}").Concat(CustomSection((byte)i)).ToArray())).ToArray();
        foreach ((string name, Cid code) in builtins ?? []) { Code[Array.IndexOf(Names, name)] = code; }

        Builtins = BuiltinActors.Write(Store, [.. Names.Zip(Code)]);
        State = StateTree.Create(Store);
        InitState init = InitState.Create(Store, "test");
        State.SetActor(SystemActors.System, new ActorState(Code[0], StateTree.EmptyListCid, 0, TokenAmount.Zero));
        State.SetActor(SystemActors.Init, new ActorState(Code[1], init.Write(Store), 0, TokenAmount.Zero));
        State.SetActor(SystemActors.Reward, new ActorState(Code[2], StateTree.EmptyListCid, 0, TokenAmount.Zero));
        State.SetActor(SystemActors.BurntFunds, new ActorState(Code[2], StateTree.EmptyListCid, 0, TokenAmount.Zero));
        Assert.Equal(SenderId, State.RegisterNewAddress(SenderAddress));
        State.SetActor(SenderId, new ActorState(Account, StateTree.EmptyListCid, 0, TokenAmount.FromFil(1000)));
    }

    public static Address SenderAddress { get; } = Address.FromSecp256k1Key([4, .. new byte[64]]);

    public MemoryBlockstore Store { get; }

    public StateTree State { get; private set; }

    public BuiltinActors Builtins { get; }

    public bool Tracing { get; init; } = true;

    public bool ActorDebugging { get; init; }

    public ExecutionLimits Limits { get; init; } = ExecutionLimits.Default;

    /// <summary>Code CIDs by place in the manifest.</summary>
    public Cid[] Code { get; }

    public Cid Account => Code[2];

    public Cid Placeholder => Code[3];

    public Cid EthereumAccount => Code[4];

    public Executor Executor => _executor ??= new Executor(
        new MachineContext
        {
            Rules = RuleSets.Newest with { Limits = Limits },
            Epoch = Epoch,
            Timestamp = 1_700_000_000,
            BaseFee = BaseFee,
            ChainId = 314,
            CirculatingSupply = TokenAmount.FromFil(7),
            Tracing = Tracing,
            ActorDebugging = ActorDebugging,
        },
        new MachineEnvironment(State, Builtins, this, Modules));

    public TokenAmount BalanceOf(ulong id) => State.GetActor(id)!.Balance;

    /// <summary>Adds an actor with code; returns its id.</summary>
    public ulong Add(byte[] wasm, long balance = 0, ulong? id = null)
    {
        ulong at = id ?? _nextId++;
        State.SetActor(at, new ActorState(PutCode(wasm), StateTree.EmptyListCid, 0, balance));
        return at;
    }

    public ulong Add(string wat, long balance = 0, ulong? id = null) => Add(Wat.Assemble(wat), balance, id);

    public ulong Add(ActorScript script, long balance = 0, ulong? id = null) => Add(script.Build(), balance, id);

    public Cid PutCode(byte[] wasm) => Store.Put(CidCodec.Raw, wasm);

    /// <summary>Adds an actor, calls it, and gives back what it returned.</summary>
    public ScriptResult Run(ActorScript script, long balance = 0, long value = 0, byte[]? parameters = null)
    {
        ApplyResult result = Send(Add(script, balance), value: value, parameters: parameters);
        return new ScriptResult(result);
    }

    public ApplyResult Send(ulong to, ulong method = 2, long value = 0, byte[]? parameters = null, long gasLimit = GasLimit) =>
        Send(Address.FromId(to), method, value, parameters, gasLimit);

    public ApplyResult Send(Address to, ulong method = 2, long value = 0, byte[]? parameters = null, long gasLimit = GasLimit)
    {
        Message message = Message(to, method, value, parameters, gasLimit);
        ApplyResult result = Executor.Execute(message, ApplyKind.Explicit, message.Encode().Length);
        _nonce += result.IsIncludable ? 1UL : 0;
        return result;
    }

    /// <summary>The next message of the sender, paying just the base fee.</summary>
    public Message Message(Address to, ulong method = 2, long value = 0, byte[]? parameters = null, long gasLimit = GasLimit) => new()
    {
        From = SenderAddress,
        To = to,
        Nonce = _nonce,
        Value = value,
        Method = method,
        Params = parameters ?? [],
        GasLimit = gasLimit,
        GasFeeCap = BaseFee,
        GasPremium = 0,
    };

    /// <summary>The sum of all balances, which no message may change.</summary>
    public TokenAmount TotalBalance(ulong upTo = 3000)
    {
        TokenAmount sum = TokenAmount.Zero;
        for (ulong id = 0; id < upTo; id++) { sum += State.GetActor(id)?.Balance ?? TokenAmount.Zero; }

        return sum;
    }

    /// <summary>Writes the state and goes on with it from the store.</summary>
    public Cid Flush()
    {
        Cid root = Executor.Flush();
        State = StateTree.Load(Store, root);
        _executor = null;
        return root;
    }

    bool IExterns.TryGetChainRandomness(long epoch, Span<byte> randomness) => Randomness(0xc0, epoch, randomness);

    bool IExterns.TryGetBeaconRandomness(long epoch, Span<byte> randomness) => Randomness(0xbe, epoch, randomness);

    Cid IExterns.GetTipsetCid(long epoch) => TipsetCid(epoch);

    public static Cid TipsetCid(long epoch) => Cid.DagCbor([0x19, (byte)(epoch >> 8), (byte)epoch]);

    private static bool Randomness(byte kind, long epoch, Span<byte> randomness)
    {
        randomness.Fill(kind);
        BinaryPrimitives.WriteInt64BigEndian(randomness, epoch);
        return epoch >= 0;
    }

    /// <summary>Makes otherwise equal code differ.</summary>
    private static byte[] CustomSection(byte content) => [0, 2, 0, content];
}

/// <summary>What a script returned.</summary>
internal sealed class ScriptResult(ApplyResult applied)
{
    public ApplyResult Applied { get; } = applied;

    public ExitCode ExitCode => Applied.Receipt.ExitCode;

    public ReadOnlySpan<byte> Returned => Applied.Receipt.ReturnData.Span;

    /// <summary>The error number of the n-th call.</summary>
    public ErrorNumber Error(int call) => (ErrorNumber)U32(4 * call);

    public uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Success()[at..]);

    public ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Success()[at..]);

    public UInt128 U128(int at) => BinaryPrimitives.ReadUInt128LittleEndian(Success()[at..]);

    /// <summary>The window after the error numbers of <paramref name="calls"/> calls.</summary>
    public byte[] Window(int calls) => Success()[(4 * calls)..].ToArray();

    private ReadOnlySpan<byte> Success()
    {
        Assert.True(ExitCode.IsSuccess, $"exit {ExitCode}: {Applied.FailureReason}");
        return Returned;
    }
}
