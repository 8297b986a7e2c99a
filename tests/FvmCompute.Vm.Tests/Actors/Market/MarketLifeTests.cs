using System.Numerics;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>Jobs and providers come and go, as wasm. All argument ranges are in the actor's native tests; here are the paths that move money.</summary>
public sealed class MarketLifeTests
{
    private static readonly BigInteger Collateral = 90_000;

    private readonly MarketWorld _world = new();

    private byte[] Plan { get; } = MarketCalls.Plan(new NumberedPiece(2), 1);

    private long AfterGrace => MarketWorld.Deadline + MarketParameters.Default.Grace + 1;

    [Fact]
    public void Cancel_OpenJob_RefundsTheClientOnce()
    {
        BigInteger before = _world.Chain.BalanceOf(_world.Client.Id);
        ulong job = _world.Post(Plan);
        _world.AssertRefused(() => _world.OnJob(_world.Stranger, MarketMethod.Cancel, job), MarketExit.Forbidden, "only the client");
        ApplyResult cancelled = MarketWorld.Succeeded(_world.OnJob(_world.Client, MarketMethod.Cancel, job));
        Assert.Equal("job-cancelled", MarketWorld.TypeOf(Assert.Single(cancelled.Events)));
        Assert.Equal(before, _world.Chain.BalanceOf(_world.Client.Id));
        _world.AssertRefused(() => _world.OnJob(_world.Client, MarketMethod.Cancel, job), MarketExit.JobEnded, "cancelled already");
    }

    [Fact]
    public void Accept_SecondProviderOrUnregistered_IsRefused()
    {
        ulong job = _world.Post(Plan);
        _world.AssertRefused(() => _world.OnJob(_world.Provider, MarketMethod.Accept, job), MarketExit.NotFound, "not a registered provider");
        MarketWorld.Succeeded(_world.Register(_world.Provider, MarketWorld.Bond));
        MarketWorld.Succeeded(_world.Register(_world.Stranger, MarketWorld.Bond));
        MarketWorld.Succeeded(_world.OnJob(_world.Provider, MarketMethod.Accept, job));
        _world.AssertRefused(() => _world.OnJob(_world.Stranger, MarketMethod.Accept, job), MarketExit.JobNotOpen, "accepted already");
        ulong named = _world.Post(Plan, _world.Stranger.Address);
        _world.AssertRefused(() => _world.OnJob(_world.Provider, MarketMethod.Accept, named), MarketExit.Forbidden, $"names f0{_world.Stranger.Id}");
        MarketWorld.Succeeded(_world.OnJob(_world.Stranger, MarketMethod.Accept, named));
    }

    [Fact]
    public void Expire_AcceptedJob_GivesEscrowAndCollateralToTheClient()
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(2), 1);
        BigInteger before = _world.Chain.BalanceOf(_world.Client.Id);
        _world.Chain.Epoch = AfterGrace - 1;
        _world.AssertRefused(() => _world.OnJob(_world.Stranger, MarketMethod.Expire, answer.Job), MarketExit.TooEarly, "expires after epoch 170");
        _world.Chain.Epoch = AfterGrace;
        MarketWorld.Succeeded(_world.OnJob(_world.Stranger, MarketMethod.Expire, answer.Job));
        Assert.Equal(before + MarketWorld.Escrow + Collateral, _world.Chain.BalanceOf(_world.Client.Id));
        Assert.Equal(MarketWorld.Bond - Collateral, _world.Held);
        _world.AssertRefused(() => _world.Settle(answer), MarketExit.JobEnded, "expired already");
    }

    [Fact]
    public void Unregister_WithoutJobs_ReturnsTheBond()
    {
        BigInteger before = _world.Chain.BalanceOf(_world.Provider.Id);
        Answer answer = _world.AcceptedJob(new NumberedPiece(2), 1);
        _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.Unregister, []), MarketExit.ProviderBusy, "1 accepted jobs");
        MarketWorld.Succeeded(_world.Settle(answer));
        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.Unregister, []));
        Assert.Equal(before + MarketWorld.Price, _world.Chain.BalanceOf(_world.Provider.Id));
        Assert.Equal(0, _world.Held);
        Assert.Empty(MarketState.Read(_world).Providers);
    }

    [Fact]
    public void Register_BelowTheLeastBond_IsRefused() =>
        _world.AssertRefused(() => _world.Register(_world.Provider, 999_999), MarketExit.InsufficientFunds, "the bond would be 999999 attoFIL, at least 1000000");

    [Fact]
    public void Accept_BeyondTheBond_IsRefused()
    {
        MarketWorld.Succeeded(_world.Register(_world.Provider, 1_000_000));
        for (int i = 0; i < 11; i++) { MarketWorld.Succeeded(_world.OnJob(_world.Provider, MarketMethod.Accept, _world.Post(Plan))); }

        ulong last = _world.Post(Plan);
        _world.AssertRefused(() => _world.OnJob(_world.Provider, MarketMethod.Accept, last), MarketExit.BondExhausted, "locks 90000 attoFIL of the bond, 10000 are free");
    }

    /// <summary>A client that deleted itself cannot be paid; its refund becomes a credit and the provider is paid all the same.</summary>
    [Fact]
    public void Settle_ClientNoLongerExists_CreditsItsRefund()
    {
        NumberedPiece piece = new(4);
        Answer answer = _world.AcceptedJob(piece, 3);
        _world.Chain.State.DeleteActor(_world.Client.Id);
        ApplyResult settled = MarketWorld.Succeeded(_world.Settle(answer));
        Assert.Equal(["job-settled", "payment-credited"], settled.Events.Select(MarketWorld.TypeOf));
        Assert.Equal(MarketWorld.Escrow - MarketWorld.Price, MarketState.Read(_world).Credits[_world.Client.Id]);
        Assert.Equal(MarketState.Read(_world).Owed, _world.Held);
    }

    [Fact]
    public void Withdraw_Credit_PaysItOnce()
    {
        NumberedPiece piece = new(4);
        Answer answer = _world.AcceptedJob(piece, 3);
        ActorState client = _world.Chain.State.GetActor(_world.Client.Id)!;
        _world.Chain.State.DeleteActor(_world.Client.Id);
        MarketWorld.Succeeded(_world.Settle(answer));
        _world.Chain.State.SetActor(_world.Client.Id, client);
        MarketWorld.Succeeded(_world.Call(_world.Client, MarketMethod.Withdraw, []));
        Assert.Equal(client.Balance.Atto + MarketWorld.Escrow - MarketWorld.Price, _world.Chain.BalanceOf(_world.Client.Id));
        _world.AssertRefused(() => _world.Call(_world.Client, MarketMethod.Withdraw, []), MarketExit.NotFound, "has no credit");
        Assert.Empty(MarketState.Read(_world).Credits);
    }

    [Fact]
    public void Constructor_CalledLater_IsRefused() =>
        _world.AssertRefused(() => _world.Call(_world.Client, MarketMethod.Constructor, MarketParameters.Default.Encode()), MarketExit.Forbidden, "only the init actor");

    [Fact]
    public void Exec_ParametersOutOfRange_FailsWithTheConstructorsCode()
    {
        byte[] parameters = (MarketParameters.Default with { ChallengeDelay = 0 }).Encode();
        Cid code = _world.Chain.CodeOf("compute-market");
        ApplyResult result = _world.Chain.Exec(_world.Client, code, parameters);
        Assert.Equal(MarketExit.IllegalArgument, (MarketExit)result.Receipt.ExitCode.Value);
        Assert.Contains("challengeDelay is 0, allowed are 1 to 2880", result.FailureReason, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyMethod_UnknownNumber_IsRefused() =>
        _world.AssertRefused(() => _world.Call(_world.Client, MarketMethod.NumberOf("NoSuchMethod"), []), MarketExit.UnhandledMessage, "the market has no method");
}
