using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Attestation;
using FvmCompute.Sidecar.Host;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.Vm.Chain;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>Messages to the market that the sidecar itself would never send: answers that are wrong, although they will fail.</summary>
internal sealed class DemoMarket(SidecarHost host, CancellationToken cancellation)
{
    private readonly List<RefusalView> _refusals = [];

    /// <summary>What the market said to the wrong ones.</summary>
    public IReadOnlyList<RefusalView> Refusals => _refusals;

    /// <param name="owner">Names the demo's job in the outbox.</param>
    /// <returns>The market's id of the job, and what Accept returned.</returns>
    public async Task<(ulong Job, MessageResult Accepted)> PostAndAcceptAsync(string owner, MarketPlan plan, TokenAmount price)
    {
        long deadline = host.Node.HeadEpoch + host.Settings.DefaultDeadlineEpochs;
        byte[] post = MarketMessages.PostJob(plan, price, deadline, Address.FromId(ProviderId));
        MessageResult posted = Succeed(await host.Market.SendOnceAsync(owner, "post", host.Node.Client, price, MarketMethod.PostJob, post, cancellation));
        ulong job = MarketClient.ReadPosted(posted.ReturnData.Span);
        return (job, Succeed(await host.Market.SendOnceAsync(
            owner, "accept", host.Node.Provider, TokenAmount.Zero, MarketMethod.Accept, MarketMessages.Job(job), cancellation)));
    }

    public ulong ProviderId => host.Node.RequireId(host.Node.Provider.Address);

    /// <summary>An attestation and its signature, by whatever key.</summary>
    public (byte[] Attestation, byte[] Signature) Attest(ulong job, MarketPlan plan, AttestedAnswer answer, WalletKey signer)
    {
        byte[] attestation = new AttestationStatement(
            host.Market.Params.Chain, host.Market.Id, job, plan.Cid(), answer.Datasets, answer.Result, answer.Proof, answer.Profile, "cpu", ProviderId,
            host.Node.HeadEpoch).Encode();
        return (attestation, signer.Sign(Cid.DagCbor(attestation).Bytes));
    }

    /// <summary>Sends an answer that is expected to fail and keeps what the market says.</summary>
    public async Task RefuseAsync(string what, MarketMethod method, byte[] answer)
    {
        MessageResult result = await SendAsync(method, answer);
        _refusals.Add(new RefusalView(what, result.ExitCode, result.ExitMessage, result.GasUsed));
    }

    /// <summary>Sends an answer although it may fail: with a gas limit of its own, so that nobody estimates it away.</summary>
    public async Task<MessageResult> SendAsync(MarketMethod method, byte[] answer)
    {
        var message = new Message { From = host.Node.Provider.Address, To = host.Market.Address, Method = (ulong)method, Params = answer };
        GasEstimate estimate = host.Node.Chain.EstimateGas(message);
        Message priced = message with { GasLimit = 2 * estimate.GasLimit, GasFeeCap = estimate.GasFeeCap, GasPremium = estimate.GasPremium };
        SignedMessage signed = await host.Outbox.SignAndPushAsync(host.Node.Provider, priced, cancellation);
        return MessageResult.Of(await host.Node.Chain.WaitAsync(signed.Cid, cancellation));
    }

    private static MessageResult Succeed(MessageResult result) =>
        result.Succeeded ? result : throw new CommandException($"the market refused a message of the demo: exit code {result.ExitCode}, {result.ExitMessage}");
}
