using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.Chain;

namespace FvmCompute.Vm.Tests.Chain;

/// <summary>What a chain has acknowledged, to be held against it after crashes. Each message moves one attoFIL from its sender to account 9.</summary>
internal sealed class ChainLedger
{
    private readonly List<SignedMessage> _acknowledged = [];
    private (long Epoch, string Key)? _head;

    public int Count => _acknowledged.Count;

    public void Push(EmbeddedChain chain, int sender)
    {
        SignedMessage message = TestChain.Transfer(sender, 9, chain.NextNonce(TestChain.Accounts[sender]));
        chain.Push(message);
        Acknowledged(message);
    }

    public void Acknowledged(SignedMessage message) => _acknowledged.Add(message);

    public void Committed(long epoch, string key) => _head = (epoch, key);

    /// <summary>Every acknowledged tipset is history; every acknowledged message is history once, or waits; balances say the same.</summary>
    public async Task Verify(IStoreFolder folder, string moment)
    {
        await using EmbeddedChain chain = TestChain.Open(folder);
        if (_head is { } head) { Assert.Equal(head.Key, chain.TipsetAt(head.Epoch).Key.ToString()); }

        foreach (SignedMessage message in _acknowledged)
        {
            bool isThere = chain.IsPending(message.Cid) || chain.Find(message.Cid) is not null;
            Assert.True(isThere, $"{moment}: message {message.Message.Nonce} of {message.Message.From} is lost");
        }

        while (TestChain.Accounts.Any(account => chain.Pending(account).Count > 0)) { Assert.NotEmpty(chain.MessagesOf(chain.CreateTipset())); }

        HashSet<Cid> seen = [];
        for (long epoch = 1; epoch <= chain.Head.Epoch; epoch++)
        {
            foreach (SignedMessage message in chain.MessagesOf(chain.TipsetAt(epoch)))
            {
                Assert.True(seen.Add(message.Cid), $"{moment}: {message.Cid} ran twice");
            }
        }

        int executed = seen.Count;
        Assert.True(executed >= _acknowledged.Count, $"{moment}: {_acknowledged.Count} were acknowledged, {executed} ran");
        Assert.Equal(TokenAmount.FromFil(1000) + executed, chain.GetBalance(TestChain.Accounts[9]));
        Assert.Equal((ulong)executed, (ulong)Enumerable.Range(0, 3).Sum(sender => (long)chain.GetActor(TestChain.Accounts[sender])!.Nonce));
    }
}
