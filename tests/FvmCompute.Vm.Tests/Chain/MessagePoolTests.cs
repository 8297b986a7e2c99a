using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Signatures;
using FvmCompute.Vm.Chain;

namespace FvmCompute.Vm.Tests.Chain;

/// <summary>The rules of the pool, as a sender meets them.</summary>
public class MessagePoolTests
{
    [Fact]
    public async Task Push_NoncesOutOfOrder_WaitForTheGapToClose()
    {
        await using EmbeddedChain chain = TestChain.Open();
        Cid second = chain.Push(TestChain.Transfer(0, 1, 1));
        Cid third = chain.Push(TestChain.Transfer(0, 1, 2));
        Assert.Empty(chain.MessagesOf(chain.CreateTipset()));
        Assert.Equal(0UL, chain.NextNonce(TestChain.Accounts[0]));

        Cid first = chain.Push(TestChain.Transfer(0, 1, 0));
        Assert.Equal(3UL, chain.NextNonce(TestChain.Accounts[0]));

        Assert.Equal([first, second, third], chain.MessagesOf(chain.CreateTipset()).Select(message => message.Cid));
    }

    [Fact]
    public async Task CreateTipset_SeveralSenders_TakesTheBestPremiumFirstAndKeepsNonceOrder()
    {
        await using EmbeddedChain chain = TestChain.Open();
        Cid lowThenHigh0 = chain.Push(TestChain.Transfer(0, 1, 0, premium: 100));
        Cid lowThenHigh1 = chain.Push(TestChain.Transfer(0, 1, 1, premium: 9000));
        Cid middle = chain.Push(TestChain.Transfer(1, 1, 0, premium: 5000));
        Cid equalButLater = chain.Push(TestChain.Transfer(2, 1, 0, premium: 5000));

        Assert.Equal([middle, equalButLater, lowThenHigh0, lowThenHigh1], chain.MessagesOf(chain.CreateTipset()).Select(message => message.Cid));
    }

    [Fact]
    public async Task Push_ReplacementByPremium_NeedsAQuarterMore()
    {
        await using EmbeddedChain chain = TestChain.Open();
        Cid old = chain.Push(TestChain.Transfer(0, 1, 0, premium: 1000));
        Task<MessageOutcome> waiting = chain.WaitAsync(old);
        Refused(chain, MessageRefusal.ReplacementUnderpriced, TestChain.Transfer(0, 2, 0, premium: 1249));
        Cid replacement = chain.Push(TestChain.Transfer(0, 2, 0, premium: 1250));

        await Assert.ThrowsAsync<MessageDroppedException>(() => waiting);
        Assert.False(chain.IsPending(old));
        Assert.Equal([replacement], chain.MessagesOf(chain.CreateTipset()).Select(message => message.Cid));
    }

    [Fact]
    public async Task Push_SameMessageAgain_HasNoEffect()
    {
        await using EmbeddedChain chain = TestChain.Open();
        SignedMessage message = TestChain.Transfer(0, 1, 0);
        Cid cid = chain.Push(message);
        Assert.Equal(cid, chain.Push(message));
        chain.CreateTipset();
        Assert.Equal(cid, chain.Push(message));

        Assert.Empty(chain.MessagesOf(chain.CreateTipset()));
        Refused(chain, MessageRefusal.NonceTooLow, TestChain.Transfer(0, 2, 0));
    }

    [Fact]
    public async Task Push_MoreThanTheBalance_CountsWhatAlreadyWaits()
    {
        await using EmbeddedChain chain = TestChain.Open();
        chain.Push(TestChain.Transfer(0, 1, 0, TokenAmount.FromFil(600)));
        Refused(chain, MessageRefusal.InsufficientFunds, TestChain.Transfer(0, 1, 1, TokenAmount.FromFil(400)));
        chain.Push(TestChain.Transfer(0, 1, 1, TokenAmount.FromFil(399)));
    }

    [Fact]
    public async Task Push_BadFields_AreRefusedByName()
    {
        await using EmbeddedChain chain = TestChain.Open();
        Refused(chain, MessageRefusal.Invalid, TestChain.Transfer(0, 1, 0, gasLimit: 0));
        Refused(chain, MessageRefusal.Invalid, TestChain.Transfer(0, 1, 0, gasLimit: 10_000_000_001));
        Assert.Contains("what 1", Refused(chain, MessageRefusal.Invalid, TestChain.Transfer(0, 1, 0, gasLimit: 700_000)).Message);
        Refused(chain, MessageRefusal.Invalid, TestChain.Transfer(0, 1, 0, premium: 10_001));
        Refused(chain, MessageRefusal.Invalid, TestChain.Transfer(0, 1, 0, TokenAmount.FromFil(2_000_000_001)));
        Refused(chain, MessageRefusal.NonceGap, TestChain.Transfer(0, 1, 1001));
        Message long64K = TestChain.Transfer(0, 1, 0).Message with { Params = new byte[65_536] };
        Assert.Contains("65536", Refused(chain, MessageRefusal.Invalid, TestChain.Sign(0, long64K)).Message);
    }

    [Fact]
    public async Task Push_SenderUnknownOrUnableToSign_IsRefused()
    {
        await using EmbeddedChain chain = TestChain.Open();
        byte[] stranger = TestChain.SecretOf(77);
        Message message = TestChain.Transfer(0, 1, 0).Message;
        Refused(chain, MessageRefusal.UnknownSender, SignedMessage.Sign(message with { From = Secp256k1Signer.AddressOf(stranger) }, stranger));
        Refused(chain, MessageRefusal.SenderKind, new SignedMessage(message with { From = Address.FromId(100) }, TestChain.Transfer(0, 1, 0).Signature));
        Refused(chain, MessageRefusal.Signature, new SignedMessage(message with { Value = 2 }, TestChain.Transfer(0, 1, 0).Signature));
        Refused(chain, MessageRefusal.Signature, new SignedMessage(message, new Signature(SignatureType.Bls, new byte[96])));
    }

    [Fact]
    public async Task Push_PoolFull_IsRefused()
    {
        ChainOptions tight = TestChain.Options with { Pool = new PoolLimits(Messages: 5, MessagesPerSender: 3) };
        await using EmbeddedChain chain = TestChain.Open(options: tight);
        for (ulong nonce = 0; nonce < 3; nonce++) { chain.Push(TestChain.Transfer(0, 1, nonce)); }

        Assert.Contains("waiting", Refused(chain, MessageRefusal.PoolFull, TestChain.Transfer(0, 1, 3)).Message);
        chain.Push(TestChain.Transfer(1, 1, 0));
        chain.Push(TestChain.Transfer(2, 1, 0));
        Assert.Contains("full", Refused(chain, MessageRefusal.PoolFull, TestChain.Transfer(3, 1, 0)).Message);
        chain.Push(TestChain.Transfer(2, 1, 0, premium: 2000)); // a replacement needs no room
    }

    [Fact]
    public async Task CreateTipset_GasOfATipset_LimitsItsMessages()
    {
        await using EmbeddedChain chain = TestChain.Open();
        for (int sender = 0; sender < 3; sender++) { chain.Push(TestChain.Transfer(sender, 9, 0, gasLimit: 4_000_000_000)); }

        Assert.Equal(2, chain.MessagesOf(chain.CreateTipset()).Count);
        Assert.Single(chain.MessagesOf(chain.CreateTipset()));
    }

    [Fact]
    public async Task CreateTipset_FeeCapBelowBaseFee_Waits()
    {
        await using EmbeddedChain chain = TestChain.Open();
        Cid cid = chain.Push(TestChain.Transfer(0, 1, 0, premium: 0, feeCap: 99));
        chain.CreateTipset();

        Assert.True(chain.IsPending(cid));
    }

    private static MessageRefusedException Refused(EmbeddedChain chain, MessageRefusal reason, SignedMessage message)
    {
        MessageRefusedException refused = Assert.Throws<MessageRefusedException>(() => chain.Push(message));
        Assert.Equal(reason, refused.Reason);
        Assert.False(chain.IsPending(message.Cid));
        return refused;
    }
}
