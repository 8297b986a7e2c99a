using System.Numerics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Blockstores;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>The main job on the embedded chain: signed messages through the pool, tipsets, a restart in the middle, fees.</summary>
public sealed class MarketOnChainTests
{
    private const ulong ExecMethod = 2;
    private const uint Challenges = 8;

    private static readonly Account Client = new("client", SystemActors.FirstUser);
    private static readonly Account Provider = new("provider", SystemActors.FirstUser + 1);
    private static readonly NumberedPiece Piece = new(6);

    private static readonly Genesis Genesis = new()
    {
        NetworkName = MarketChain.Network,
        Bundle = ActorBundle.FromFolder(ActorArtifacts.Folder),
        Seed = new byte[32],
        Accounts = [new GenesisAccount(Client.Address, TokenAmount.FromFil(100)), new GenesisAccount(Provider.Address, TokenAmount.FromFil(100))],
    };

    private readonly PowerCutFolder _folder = new();

    [Fact]
    public async Task Job_PostedAcceptedAndSettledAcrossARestart_PaysOnce()
    {
        Answer answer;
        ulong market;
        await using (EmbeddedChain chain = Open())
        {
            market = Deploy(chain);
            Send(chain, Provider, market, MarketMethod.RegisterProvider, MarketCalls.Key(Provider.Address), MarketWorld.Bond);
            Send(chain, Client, market, MarketMethod.PostJob, MarketCalls.Post(MarketCalls.Plan(Piece, Challenges), MarketWorld.Price, chain.Head.Epoch + 50), MarketWorld.Escrow);
            long accepted = Send(chain, Provider, market, MarketMethod.Accept, MarketCalls.Id(0)).Tipset.Epoch;
            chain.AdvanceTo(accepted + 2);
            answer = new Answer(market, 0, Provider, Piece, Challenges, accepted, chain.BeaconRandomness);
        }

        await using (EmbeddedChain chain = Open())
        {
            MessageOutcome settled = Send(chain, Provider, market, MarketMethod.Settle, answer.Parameters());
            Assert.True(settled.Receipt.ExitCode.IsSuccess, settled.FailureReason);
            ChainEvent emitted = Assert.Single(chain.Events(new EventFilter(), settled.Tipset.Epoch, settled.Tipset.Epoch));
            Assert.Equal("job-settled", MarketWorld.TypeOf(emitted.Event));
            Assert.Equal(MarketWorld.Bond, chain.GetBalance(Address.FromId(market)).Atto);
            MessageOutcome again = Send(chain, Provider, market, MarketMethod.Settle, answer.Parameters());
            Assert.Equal(MarketExit.JobEnded, (MarketExit)again.Receipt.ExitCode.Value);
            Assert.Contains("settled already", again.FailureReason, StringComparison.Ordinal);
        }
    }

    private EmbeddedChain Open() => EmbeddedChain.Open(_folder, new ChainOptions { Folder = "/memory", Genesis = Genesis });

    private static ulong Deploy(EmbeddedChain chain)
    {
        Cid code = ActorArtifacts.All.Single(actor => actor.Name == "compute-market").Code;
        byte[] parameters = Cbor.Tuple(2, (ref w) => { w.WriteLink(code); w.WriteBytes(MarketParameters.Default.Encode()); });
        MessageOutcome created = Send(chain, Client, SystemActors.Init, ExecMethod, parameters);
        Assert.True(created.Receipt.ExitCode.IsSuccess, created.FailureReason);
        CborReader reader = new(created.Receipt.ReturnData.Span);
        reader.ReadTupleStart(2);
        Assert.True(Address.Decode(reader.ReadBytes()).TryGetId(out ulong market));
        return market;
    }

    private static MessageOutcome Send(EmbeddedChain chain, Account from, ulong to, ulong method, byte[] parameters, BigInteger value = default)
    {
        Message message = new()
        {
            From = from.Address,
            To = Address.FromId(to),
            Nonce = chain.NextNonce(from.Address),
            Value = new TokenAmount(value),
            Method = method,
            Params = parameters,
            GasLimit = 1_000_000_000,
            GasFeeCap = 10_000,
            GasPremium = 1_000,
        };
        Cid cid = chain.Push(from.Sign(message));
        chain.CreateTipset();
        return chain.Find(cid) ?? throw new InvalidOperationException("the message is not in the tipset");
    }
}
