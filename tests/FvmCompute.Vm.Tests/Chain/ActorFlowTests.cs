using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Signatures;
using FvmCompute.Tests;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Blockstores;

namespace FvmCompute.Vm.Tests.Chain;

/// <summary>The chain with its own committed actors: accounts made by sending, an actor made by the init actor, its events.</summary>
public class ActorFlowTests
{
    private const ulong Exec = 2;
    private const ulong RegisterProvider = 3373986428;

    private static readonly ActorBundle Bundle = ActorBundle.FromFolder(Path.Combine(Vectors.RepositoryRoot, "actors", "artifacts"));
    private static readonly ChainOptions Options = TestChain.Options with { Genesis = TestChain.Genesis with { Bundle = Bundle } };

    [Fact]
    public async Task Transfer_ToANewAddress_MakesItsAccount()
    {
        await using EmbeddedChain chain = TestChain.Open(options: Options);
        Address stranger = Secp256k1Signer.AddressOf(TestChain.SecretOf(50));

        MessageOutcome outcome = Run(chain, new Message { From = TestChain.Accounts[0], To = stranger, Value = TokenAmount.FromFil(3) });

        Assert.True(outcome.Receipt.ExitCode.IsSuccess, outcome.FailureReason);
        Assert.Equal(SystemActors.FirstUser + TestChain.AccountCount, chain.LookupId(stranger));
        Assert.Equal(TokenAmount.FromFil(3), chain.GetBalance(stranger));
        Assert.Equal([0x81, 0x55, .. stranger.Bytes], chain.ReadState(chain.GetActor(stranger)!.State).ToArray());
        Assert.Equal(0u, chain.Call(new Message { From = stranger, To = TestChain.Accounts[1], Value = 1 }).Receipt.ExitCode.Value);
    }

    [Fact]
    public async Task Exec_ComputeMarket_LivesAcrossARestartAndEmitsEvents()
    {
        PowerCutFolder folder = new();
        Address market;
        await using (EmbeddedChain chain = TestChain.Open(folder, Options))
        {
            MessageOutcome made = Run(chain, ToInit(ExecParameters()));
            Assert.True(made.Receipt.ExitCode.IsSuccess, made.FailureReason);
            market = ReadExecReturn(made.Receipt.ReturnData.Span);
        }

        folder.PowerCut(new Random(1));
        await using EmbeddedChain reopened = TestChain.Open(folder, Options);
        long before = reopened.Head.Epoch;
        Address provider = TestChain.Accounts[1];
        MessageOutcome registered = Run(
            reopened,
            new Message
            {
                From = provider,
                To = market,
                Method = RegisterProvider,
                Value = TokenAmount.FromFil(2),
                Params = (byte[])[0x81, 0x55, .. provider.Bytes],
            });

        Assert.True(registered.Receipt.ExitCode.IsSuccess, registered.FailureReason);
        Assert.Equal(TokenAmount.FromFil(2), reopened.GetBalance(market));
        EventFilter filter = new() { Emitter = reopened.LookupId(market), Entries = [("$type", TextItem("provider-registered"))] };
        ChainEvent found = Assert.Single(reopened.Events(filter, 0, reopened.Head.Epoch));
        Assert.Equal(registered.Message, found.Message);
        Assert.Equal(registered.Tipset, found.Tipset);
        Assert.Empty(reopened.Events(filter, 0, before));
        Assert.Empty(reopened.Events(filter with { Emitter = 1 }, 0, reopened.Head.Epoch));
        await foreach (ChainEvent watched in reopened.WatchEvents(filter, 0))
        {
            Assert.Equal(found.Message, watched.Message);
            break;
        }
    }

    [Fact]
    public async Task Exec_BadParameters_FailsWithTheActorsReason()
    {
        await using EmbeddedChain chain = TestChain.Open(options: Options);

        MessageOutcome outcome = Run(chain, ToInit([0x80]));

        Assert.Equal(21u, outcome.Receipt.ExitCode.Value);
        Assert.NotNull(outcome.FailureReason);
        Assert.Equal(outcome.FailureReason, chain.Replay(outcome.Message).FailureReason);
    }

    private static Message ToInit(byte[] parameters) =>
        new() { From = TestChain.Accounts[0], To = Address.FromId(SystemActors.Init), Method = Exec, Params = parameters };

    private static MessageOutcome Run(EmbeddedChain chain, Message message)
    {
        int sender = Array.IndexOf(TestChain.Accounts, message.From);
        GasEstimate estimate = chain.EstimateGas(message);
        message = message with
        {
            Nonce = chain.NextNonce(message.From),
            GasLimit = estimate.GasLimit,
            GasFeeCap = estimate.GasFeeCap,
            GasPremium = estimate.GasPremium,
        };
        Cid cid = chain.Push(TestChain.Sign(sender, message));
        chain.CreateTipset();
        return chain.Find(cid)!;
    }

    private static byte[] ExecParameters()
    {
        CborWriter constructor = new(64);
        constructor.WriteListStart(6);
        constructor.WriteText("testing");
        constructor.WriteUInt64(2);
        constructor.WriteUInt64(20);
        constructor.WriteUInt64(2880);
        TokenAmount.FromFil(1).Write(ref constructor);
        constructor.WriteUInt64(1000);
        CborWriter exec = new(128);
        exec.WriteListStart(2);
        exec.WriteLink(Cid.Blake2b256(CidCodec.Raw, Bundle.Actors.Single(actor => actor.Name == "compute-market").Wasm.Span));
        exec.WriteBytes(constructor.Written);
        constructor.Dispose();
        return exec.ToArray();
    }

    private static Address ReadExecReturn(ReadOnlySpan<byte> returned)
    {
        CborReader reader = new(returned);
        reader.ReadTupleStart(2);
        reader.ReadBytes();
        return Address.Decode(reader.ReadBytes());
    }

    private static byte[] TextItem(string text) => [(byte)(0x60 + text.Length), .. System.Text.Encoding.UTF8.GetBytes(text)];
}
