using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.Tests.Blockstores;

namespace FvmCompute.Vm.Tests.Chain;

public class EmbeddedChainTests
{
    [Fact]
    public async Task Transfer_Pushed_MovesValueAndIsReceipted()
    {
        await using EmbeddedChain chain = TestChain.Open();
        TokenAmount before = chain.GetBalance(TestChain.Accounts[1]);
        Cid cid = chain.Push(TestChain.Transfer(0, 1, 0, TokenAmount.FromFil(5)));
        Assert.True(chain.IsPending(cid));
        Task<MessageOutcome> waiting = chain.WaitAsync(cid);
        Assert.False(waiting.IsCompleted);

        Tipset tipset = chain.CreateTipset();
        MessageOutcome outcome = await waiting;

        Assert.Equal(0u, outcome.Receipt.ExitCode.Value);
        Assert.Null(outcome.FailureReason);
        Assert.Equal(tipset, outcome.Tipset);
        Assert.Equal(chain.Head, tipset);
        Assert.Equal(before + TokenAmount.FromFil(5), chain.GetBalance(TestChain.Accounts[1]));
        Assert.Equal(1UL, chain.GetActor(TestChain.Accounts[0])!.Nonce);
        Assert.False(chain.IsPending(cid));
        Assert.Equal(outcome.Receipt.ToBytes(), (await chain.WaitAsync(cid)).Receipt.ToBytes());
        Assert.Equal(cid, Assert.Single(chain.MessagesOf(tipset)).Cid);
        Assert.Equal(outcome.Receipt.GasUsed, Assert.Single(chain.ReceiptsOf(tipset)).GasUsed);
    }

    [Fact]
    public async Task Tipsets_WhateverHappens_ConserveTheTotalOfBalances()
    {
        await using EmbeddedChain chain = TestChain.Open();
        Random random = new(7);
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < 10; i++)
            {
                int from = random.Next(TestChain.AccountCount);
                ulong nonce = chain.NextNonce(TestChain.Accounts[from]);
                long gasLimit = random.Next(2) == 0 ? 1_200_000 : TestChain.TransferGas; // the first is too little
                chain.Push(TestChain.Transfer(from, random.Next(TestChain.AccountCount), nonce, random.Next(1000), gasLimit: gasLimit));
            }

            chain.CreateTipset();
            Assert.Equal(chain.Parameters.CirculatingSupply, TotalOf(chain));
        }
    }

    [Fact]
    public async Task Genesis_Opened_HasItsSystemActorsAndAccounts()
    {
        await using EmbeddedChain chain = TestChain.Open();

        foreach (ulong id in new ulong[] { 0, 1, 2, 99 }) { Assert.NotNull(chain.GetActor(Address.FromId(id))); }

        for (int i = 0; i < TestChain.AccountCount; i++)
        {
            Assert.Equal(100UL + (ulong)i, chain.LookupId(TestChain.Accounts[i]));
            Assert.Equal(TokenAmount.FromFil(1000), chain.GetBalance(TestChain.Accounts[i]));
            Assert.Equal([0x81, 0x55, .. TestChain.Accounts[i].Bytes], chain.ReadState(chain.GetActor(TestChain.Accounts[i])!.State).ToArray());
        }

        Assert.True(chain.Head.IsGenesis);
        Assert.Null(chain.GetActor(Address.FromId(5)));
        Assert.Equal(TokenAmount.Zero, chain.GetBalance(Address.FromActorData([1])));
    }

    [Fact]
    public async Task Open_SameInputs_GiveTheSameChain()
    {
        Cid[] heads = new Cid[2];
        for (int run = 0; run < 2; run++)
        {
            await using EmbeddedChain chain = TestChain.Open();
            chain.Push(TestChain.Transfer(0, 1, 0));
            chain.Push(TestChain.Transfer(2, 3, 0, premium: 2000));
            chain.AdvanceTo(17);
            heads[run] = chain.Head.Key;
        }

        Assert.Equal(heads[0], heads[1]);
    }

    [Fact]
    public async Task Open_OtherGenesis_IsRefused()
    {
        PowerCutFolder folder = new();
        await TestChain.Open(folder).DisposeAsync();
        ChainOptions other = TestChain.Options with { Genesis = TestChain.Genesis with { NetworkName = "other" } };

        Assert.Contains("another chain", Assert.Throws<ChainException>(() => TestChain.Open(folder, other)).Message);
        ChainOptions none = TestChain.Options with { Genesis = null };
        Assert.Contains("no genesis", Assert.Throws<ChainException>(() => TestChain.Open(new PowerCutFolder(), none)).Message);
        await using EmbeddedChain same = TestChain.Open(folder, none);
        Assert.Equal("testing", same.Parameters.NetworkName);
    }

    [Fact]
    public async Task Open_NewGenesisOfTheMoment_IsAskedForOnce()
    {
        PowerCutFolder folder = new();
        int asked = 0;
        ChainOptions options = TestChain.Options with
        {
            Genesis = null,
            NewGenesis = () => TestChain.Genesis with { Timestamp = (ulong)++asked },
        };
        await TestChain.Open(folder, options).DisposeAsync();
        await using EmbeddedChain chain = TestChain.Open(folder, options);

        Assert.Equal(1, asked);
        Assert.Equal(1UL, chain.Parameters.GenesisTimestamp);
    }

    [Fact]
    public async Task AdvanceTo_NullRounds_KeepHistoryReachable()
    {
        await using EmbeddedChain chain = TestChain.Open();
        Tipset tenth = chain.AdvanceTo(10);
        Tipset twentieth = chain.AdvanceTo(20);

        Assert.Equal(tenth, chain.TipsetAt(15));
        Assert.Equal(tenth, chain.TipsetAt(10));
        Assert.Equal(0, chain.TipsetAt(9).Epoch);
        Assert.Equal(twentieth, chain.TipsetAt(20));
        Assert.Equal(chain.Parameters.GenesisTimestamp + (20 * 30), twentieth.Timestamp);
        Assert.Throws<ChainException>(() => chain.TipsetAt(21));
        Assert.Throws<ChainException>(() => chain.AdvanceTo(20));
    }

    [Fact]
    public async Task WatchTipsets_FromThePast_GivesEachOnceAndGoesOn()
    {
        await using EmbeddedChain chain = TestChain.Open();
        for (int i = 0; i < 5; i++) { chain.CreateTipset(); }

        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(120));
        List<long> seen = [];
        Task watching = Task.Run(async () =>
        {
            await foreach (Tipset tipset in chain.WatchTipsets(3, stop.Token))
            {
                seen.Add(tipset.Epoch);
                if (seen.Count == 40) { return; }
            }
        });
        while (!watching.IsCompleted) { chain.AdvanceTo(chain.Head.Epoch + 2); }

        await watching;
        Assert.Equal([3, 4, .. Enumerable.Range(0, 38).Select(i => 5L + (2 * i))], seen);
    }

    [Fact]
    public async Task WaitAsync_SeveralCallersAndOneGivesUp_OthersGetTheOutcome()
    {
        await using EmbeddedChain chain = TestChain.Open();
        SignedMessage message = TestChain.Transfer(0, 1, 0);
        using CancellationTokenSource impatient = new();
        Task<MessageOutcome> first = chain.WaitAsync(message.Cid), second = chain.WaitAsync(message.Cid, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        chain.Push(message);
        chain.CreateTipset();

        Assert.Equal(message.Cid, (await first).Message);
    }

    [Fact]
    public async Task DisposeAsync_WaitingCallers_AreCancelled()
    {
        EmbeddedChain chain = TestChain.Open();
        Task<MessageOutcome> waiting = chain.WaitAsync(TestChain.Transfer(0, 1, 0).Cid);
        Task watching = Task.Run(async () =>
        {
            await foreach (Tipset _ in chain.WatchTipsets(1)) { }
        });
        await chain.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<Exception>(() => watching);
        Assert.Throws<ChainStoppedException>(() => chain.CreateTipset());
    }

    [Fact]
    public async Task BlockTime_Set_MakesTipsetsByItself()
    {
        await using EmbeddedChain chain = TestChain.Open(options: TestChain.Options with { BlockTime = TimeSpan.FromMilliseconds(20) });
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(120));

        MessageOutcome outcome = await chain.WaitAsync(chain.Push(TestChain.Transfer(0, 1, 0)), limit.Token);
        Assert.True(outcome.Tipset.Epoch > 0);
    }

    [Fact]
    public async Task EstimateGas_Transfer_IsEnoughAfterThoseThatWait()
    {
        await using EmbeddedChain chain = TestChain.Open();
        chain.Push(TestChain.Transfer(0, 1, 0));
        Message message = new() { From = TestChain.Accounts[0], To = TestChain.Accounts[2], Value = 7 };

        GasEstimate estimate = chain.EstimateGas(message);
        message = message with { Nonce = 1, GasLimit = estimate.GasLimit, GasFeeCap = estimate.GasFeeCap, GasPremium = estimate.GasPremium };
        Cid cid = chain.Push(TestChain.Sign(0, message));
        chain.CreateTipset();
        MessageOutcome outcome = chain.Find(cid)!;

        Assert.Equal(0u, outcome.Receipt.ExitCode.Value);
        Assert.InRange(estimate.GasLimit, (long)outcome.Receipt.GasUsed, (long)(outcome.Receipt.GasUsed * 1.3));
    }

    [Fact]
    public async Task Call_OnAnyState_ChangesNothing()
    {
        await using EmbeddedChain chain = TestChain.Open();
        Message message = new() { From = TestChain.Accounts[0], To = TestChain.Accounts[2], Value = TokenAmount.FromFil(2000) };

        Assert.Equal(6u, chain.Call(message).Receipt.ExitCode.Value);
        Assert.Equal(0u, chain.Call(message with { Value = 5 }).Receipt.ExitCode.Value);
        Assert.Equal(TokenAmount.FromFil(1000), chain.GetBalance(TestChain.Accounts[2]));
        Assert.True(chain.Head.IsGenesis);
    }

    [Fact]
    public async Task Replay_OldMessage_GivesItsReceiptAgainWithATrace()
    {
        PowerCutFolder folder = new();
        Cid failed;
        await using (EmbeddedChain chain = TestChain.Open(folder))
        {
            chain.Push(TestChain.Transfer(0, 1, 0));
            failed = chain.Push(TestChain.Transfer(0, 1, 1, gasLimit: 1_200_000));
            chain.CreateTipset();
            Assert.Equal(7u, chain.Find(failed)!.Receipt.ExitCode.Value);
            Assert.NotNull(chain.Find(failed)!.FailureReason);
        }

        await using EmbeddedChain reopened = TestChain.Open(folder);
        Assert.Null(reopened.Find(failed)!.FailureReason);
        var again = reopened.Replay(failed);
        Assert.Equal(reopened.Find(failed)!.Receipt.GasUsed, again.Receipt.GasUsed);
        Assert.NotNull(again.FailureReason);
        Assert.NotNull(again.Trace);
    }

    [Fact]
    public async Task InstallCode_Reopened_HoldsIt()
    {
        PowerCutFolder folder = new();
        Cid code;
        await using (EmbeddedChain chain = TestChain.Open(folder)) { code = chain.InstallCode("\0asm"u8); }

        folder.PowerCut(new Random(1));
        await using EmbeddedChain reopened = TestChain.Open(folder);
        Assert.Equal("\0asm"u8.ToArray(), reopened.ReadState(code).ToArray());
    }

    private static TokenAmount TotalOf(EmbeddedChain chain)
    {
        TokenAmount total = TokenAmount.Zero;
        for (ulong id = 0; id < 200; id++) { total += chain.GetBalance(Address.FromId(id)); }

        return total;
    }
}
