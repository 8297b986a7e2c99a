using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.Tests.Blockstores;

namespace FvmCompute.Vm.Tests.Chain;

/// <summary>The chain on a device that loses power or fills up at every possible operation: nothing acknowledged is lost, nothing runs twice.</summary>
public class ChainCrashTests
{
    [Fact]
    public async Task Chain_PowerCutsAtRandomMoments_LosesAndDoublesNothing()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            PowerCutFolder folder = new();
            ChainLedger ledger = new();
            for (int life = 0; life < 5; life++)
            {
                folder.FailFrom = folder.Operations + random.Next(1, 60);
                await Live(folder, ledger, random);
                folder.PowerCut(random);
            }

            await ledger.Verify(folder, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Chain_DiskFullAtEveryOperation_StopsAndResumesWhereItWas()
    {
        for (int failAt = 6; failAt < 70; failAt += 3)
        {
            PowerCutFolder folder = new();
            ChainLedger ledger = new();
            await TestChain.Open(folder).DisposeAsync();
            folder.FailFrom = folder.Operations + failAt;
            await Live(folder, ledger, new Random(failAt));
            folder.FailFrom = int.MaxValue;

            await ledger.Verify(folder, $"full at {failAt}");
        }
    }

    [Fact]
    public async Task CreateTipset_DeviceFails_TellsEveryCallerAndWaiter()
    {
        PowerCutFolder folder = new();
        await using EmbeddedChain chain = TestChain.Open(folder);
        Cid cid = chain.Push(TestChain.Transfer(0, 1, 0));
        Task<MessageOutcome> waiting = chain.WaitAsync(cid);
        folder.FailFrom = folder.Operations + 1;

        ChainStoppedException stopped = Assert.Throws<ChainStoppedException>(() => chain.CreateTipset());
        Assert.Contains("No space left", stopped.Message);
        await Assert.ThrowsAsync<ChainStoppedException>(() => waiting);
        Assert.Throws<ChainStoppedException>(() => chain.Push(TestChain.Transfer(0, 1, 1)));
        Assert.Throws<ChainStoppedException>(() => chain.AdvanceTo(9));
        Assert.True(chain.Head.IsGenesis);
    }

    /// <summary>Pushes and makes tipsets until the device fails.</summary>
    private static async Task Live(PowerCutFolder folder, ChainLedger ledger, Random random)
    {
        try
        {
            await using EmbeddedChain chain = TestChain.Open(folder);
            for (int step = 0; step < 60; step++)
            {
                if (random.Next(4) == 0) { ledger.Committed(chain.CreateTipset()); }
                else { ledger.Push(chain, random.Next(3)); }
            }
        }
        catch (Exception failure) when (failure is ChainStoppedException or StoreFailedException or IOException)
        {
            // The moment of the crash.
        }
    }
}

/// <summary>What a chain has acknowledged, to be held against it after crashes. Each message moves one attoFIL from its sender to account 9.</summary>
internal sealed class ChainLedger
{
    private readonly List<SignedMessage> _acknowledged = [];
    private Tipset? _head;

    public void Push(EmbeddedChain chain, int sender)
    {
        SignedMessage message = TestChain.Transfer(sender, 9, chain.NextNonce(TestChain.Accounts[sender]));
        chain.Push(message);
        _acknowledged.Add(message);
    }

    public void Committed(Tipset tipset) => _head = tipset;

    /// <summary>Every acknowledged tipset is history; every acknowledged message is history once, or waits; balances say the same.</summary>
    public async Task Verify(PowerCutFolder folder, string moment)
    {
        await using EmbeddedChain chain = TestChain.Open(folder);
        Assert.True(_head is null || chain.TipsetAt(_head.Epoch).Key == _head.Key, $"{moment}: tipset {_head?.Epoch} is gone");
        foreach (SignedMessage message in _acknowledged) { Assert.True(chain.IsPending(message.Cid) || chain.Find(message.Cid) is not null, $"{moment}: message {message.Message.Nonce} of {message.Message.From} is lost"); }

        while (TestChain.Accounts.Any(account => chain.Pending(account).Count > 0)) { Assert.NotEmpty(chain.MessagesOf(chain.CreateTipset())); }

        HashSet<Cid> seen = [];
        for (long epoch = 1; epoch <= chain.Head.Epoch; epoch++)
        {
            foreach (SignedMessage message in chain.MessagesOf(chain.TipsetAt(epoch))) { Assert.True(seen.Add(message.Cid), $"{moment}: {message.Cid} ran twice"); }
        }

        int executed = seen.Count;
        Assert.True(executed >= _acknowledged.Count, $"{moment}: {_acknowledged.Count} were acknowledged, {executed} ran");
        Assert.Equal(TokenAmount.FromFil(1000) + executed, chain.GetBalance(TestChain.Accounts[9]));
        Assert.Equal((ulong)executed, (ulong)Enumerable.Range(0, 3).Sum(sender => (long)chain.GetActor(TestChain.Accounts[sender])!.Nonce));
    }
}
