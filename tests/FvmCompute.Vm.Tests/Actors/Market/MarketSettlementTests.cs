using System.Numerics;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>The main job, run as wasm: post, accept, prove, settle.</summary>
public sealed class MarketSettlementTests
{
    private readonly MarketWorld _world = new();

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 4)]
    [InlineData(6, 40)]
    [InlineData(10, 90)]
    public void Settle_RightAnswer_PaysTheProviderAndRefundsTheRest(int height, uint challenges)
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(height), challenges);
        (BigInteger client, BigInteger provider) = (_world.Chain.BalanceOf(_world.Client.Id), _world.Chain.BalanceOf(_world.Provider.Id));
        ApplyResult settled = MarketWorld.Succeeded(_world.Settle(answer));
        Assert.Equal(MarketWorld.Price, _world.Chain.BalanceOf(_world.Provider.Id) - provider);
        Assert.Equal(MarketWorld.Escrow - MarketWorld.Price, _world.Chain.BalanceOf(_world.Client.Id) - client);
        Assert.Equal(MarketWorld.Bond, _world.Held);
        AssertReturns(settled, MarketWorld.Price, MarketWorld.Escrow - MarketWorld.Price, Cid.DagCbor(answer.Attestation()));
    }

    [Fact]
    public void Settle_ProofOfTheLargestPiece_FitsAMessage()
    {
        const int height = 31;
        Answer answer = _world.AcceptedJob(new ZeroPiece(height), challenges: 2016 / (height + 1));
        Assert.InRange(answer.Parameters().Length, 64_000, 65_536 - 200);
        MarketWorld.Succeeded(_world.Settle(answer));
    }

    [Fact]
    public void Settle_EmitsOneEventThatNamesJobAndAttestation()
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(4), 3);
        ActorEvent settled = Assert.Single(MarketWorld.Succeeded(_world.Settle(answer)).Events);
        Assert.Equal(_world.Market, settled.Emitter);
        Assert.Equal("job-settled", MarketWorld.TypeOf(settled));
        Assert.Equal(["$type", "job", "client", "provider", "paid", "refunded", "attestation"], settled.Entries.Select(entry => entry.Key));
        Assert.Equal([3UL, 3, 3, 3, 0, 0, 0], settled.Entries.Select(entry => entry.Flags));
        Assert.All(settled.Entries, entry => Assert.Equal(0x51UL, entry.Codec));
        byte[] attestation = [0x58, 38, .. Cid.DagCbor(answer.Attestation()).Bytes];
        Assert.Equal(attestation, settled.Entries[^1].Value.ToArray());
    }

    [Fact]
    public void Settle_AfterARestartOfTheNode_Works()
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(4), 3);
        _world.Chain.Flush();
        MarketWorld.Succeeded(_world.Settle(answer));
        Assert.Equal(2UL, MarketState.Read(_world).Jobs.Single().Status);
    }

    [Fact]
    public void GetChallenge_AfterItsEpoch_TellsTheLeavesThatSettleWants()
    {
        NumberedPiece piece = new(8);
        Answer answer = _world.AcceptedJob(piece, 12);
        ApplyResult told = MarketWorld.Succeeded(_world.OnJob(_world.Stranger, MarketMethod.GetChallenge, answer.Job));
        CborReader reader = new(told.Receipt.ReturnData.Span);
        reader.ReadTupleStart(3);
        long epoch = reader.ReadInt64();
        byte[] seed = reader.ReadBytes().ToArray();
        Assert.Equal(MarketChain.FirstEpoch + 2, epoch);
        Assert.Equal(Answer.Seed(MarketChain.Beacon(epoch), _world.Market, answer.Job, _world.Provider.Id), seed);
        Assert.Equal(12, reader.ReadListStart());
        byte[] proof = [];
        for (int i = 0; i < 12; i++) { proof = [.. proof, .. piece.Path(reader.ReadUInt64())]; }

        Assert.Equal(answer.Proof, proof);
    }

    private static void AssertReturns(ApplyResult settled, BigInteger paid, BigInteger refunded, Cid attestation)
    {
        byte[] expected = Cbor.Tuple(3, (ref w) =>
        {
            new Filecoin.Numbers.TokenAmount(paid).Write(ref w);
            new Filecoin.Numbers.TokenAmount(refunded).Write(ref w);
            w.WriteBytes(attestation.Bytes);
        });
        Assert.Equal(expected, settled.Receipt.ReturnData.ToArray());
    }
}
