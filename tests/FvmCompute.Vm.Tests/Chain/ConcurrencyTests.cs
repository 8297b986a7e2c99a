using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Chain;

namespace FvmCompute.Vm.Tests.Chain;

public class ConcurrencyTests
{
    private const int MessagesPerSender = 60;
    private const int Senders = 6;

    [Fact]
    public async Task Chain_PushedReadAndExtendedByManyThreads_ExecutesEachMessageOnce()
    {
        await using EmbeddedChain chain = TestChain.Open();
        using CancellationTokenSource done = new();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(300));
        Action[] work = [() => MakeTipsets(chain, done.Token), () => ReadAround(chain, done.Token), () => ReadAround(chain, done.Token)];
        Task[] background = [.. work.Select(Task.Run)];

        MessageOutcome[][] outcomes = await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAll(chain, sender, limit.Token))));
        await done.CancelAsync();
        await Task.WhenAll(background);

        Assert.All(outcomes.SelectMany(outcome => outcome), outcome => Assert.True(outcome.Receipt.ExitCode.IsSuccess));
        Assert.Equal(Senders * MessagesPerSender, outcomes.SelectMany(outcome => outcome).Select(outcome => (outcome.Tipset.Key, outcome.Index)).Distinct().Count());
        Assert.Equal(TokenAmount.FromFil(1000) + (Senders * MessagesPerSender), chain.GetBalance(TestChain.Accounts[9]));
        for (int sender = 0; sender < Senders; sender++) { Assert.Equal((ulong)MessagesPerSender, chain.GetActor(TestChain.Accounts[sender])!.Nonce); }
    }

    private static async Task<MessageOutcome[]> SendAll(EmbeddedChain chain, int sender, CancellationToken cancellation)
    {
        List<Task<MessageOutcome>> waiting = [];
        for (ulong nonce = 0; nonce < MessagesPerSender; nonce++)
        {
            Cid cid = chain.Push(TestChain.Transfer(sender, 9, nonce));
            waiting.Add(chain.WaitAsync(cid, cancellation));
        }

        return await Task.WhenAll(waiting);
    }

    private static void MakeTipsets(EmbeddedChain chain, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested) { chain.CreateTipset(); }
    }

    private static void ReadAround(EmbeddedChain chain, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Tipset head = chain.Head;
            Assert.Equal(chain.MessagesOf(head).Count, chain.ReceiptsOf(head).Count);
            Assert.True(chain.GetBalance(TestChain.Accounts[9], head) <= chain.GetBalance(TestChain.Accounts[9]));
            chain.Call(TestChain.Transfer(0, 9, 0).Message);
        }
    }
}
