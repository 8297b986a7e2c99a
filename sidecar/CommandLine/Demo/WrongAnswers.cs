using System.Numerics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.Attestation;
using FvmCompute.Sidecar.Host;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.V1;
using FvmCompute.Vm.Chain;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>
/// Answers that the market must refuse, as messages on the chain: one flipped bit, another provider's signature, a replay. Then the right one.
/// </summary>
internal sealed class WrongAnswers(SidecarHost host, CancellationToken cancellation)
{
    private const string Owner = "demo";

    private readonly List<RefusalView> _refusals = [];

    public IReadOnlyList<RefusalView> Refusals => _refusals;

    public bool HonestAnswerSettled { get; private set; }

    /// <param name="settled">A job that was settled: its answer is replayed.</param>
    public async Task RunAsync(Job settled, PieceTree tree, string payload, uint challenges, BigInteger price)
    {
        var plan = new PossessionPlan(tree.Commitment.Root.ToArray(), tree.Commitment.PaddedBytes, challenges);
        ulong job = await PostAndAcceptAsync(plan, new TokenAmount(price));
        MarketChallenge challenge = host.Market.GetChallenge(job);
        byte[] proof;
        using (FileStream stream = File.OpenRead(payload))
        {
            proof = Filecoin.Pieces.PossessionProof.Create(tree, stream, challenge.LeafIndexes, cancellation);
        }

        byte[] flipped = [.. proof];
        flipped[PossessionPlan.NodeBytes] ^= 1;
        await RefuseAsync("one flipped bit", Settle(job, plan, challenge, flipped, host.Node.Provider));
        var stranger = new WalletKey("stranger", System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        await RefuseAsync("another provider's key", Settle(job, plan, challenge, proof, stranger));
        MessageResult honest = await SendAsync(Settle(job, plan, challenge, proof, host.Node.Provider));
        HonestAnswerSettled = honest.Succeeded;
        await RefuseAsync("a replay", Replay(settled));
    }

    private async Task<ulong> PostAndAcceptAsync(PossessionPlan plan, TokenAmount price)
    {
        long deadline = host.Node.HeadEpoch + host.Settings.DefaultDeadlineEpochs;
        byte[] post = MarketMessages.PostJob(plan, price, deadline, Address.FromId(host.Node.RequireId(host.Node.Provider.Address)));
        MessageResult posted = Succeed(await host.Market.SendOnceAsync(Owner, "post", host.Node.Client, price, MarketMethod.PostJob, post, cancellation));
        ulong job = MarketClient.ReadPosted(posted.ReturnData.Span);
        MessageResult accepted = Succeed(await host.Market.SendOnceAsync(
            Owner, "accept", host.Node.Provider, TokenAmount.Zero, MarketMethod.Accept, MarketMessages.Job(job), cancellation));
        await host.Node.WaitForEpochAsync(MarketClient.ReadAccepted(accepted.ReturnData.Span), cancellation);
        return job;
    }

    private byte[] Settle(ulong job, PossessionPlan plan, MarketChallenge challenge, byte[] proof, WalletKey signer)
    {
        var statement = new AttestationStatement(
            host.Market.Params.Chain, host.Market.Id, job, plan.Cid(), [PieceCid.CreateV1(plan.Commitment)],
            AttestationStatement.HashPossessionResult(challenge.Epoch, challenge.Seed), Primitives.Hashing.Blake2b.Hash256(proof), "cpu",
            host.Node.RequireId(host.Node.Provider.Address), host.Node.HeadEpoch);
        byte[] attestation = statement.Encode();
        return MarketMessages.Settle(job, attestation, signer.Sign(Cid.DagCbor(attestation).Bytes), proof);
    }

    private byte[] Replay(Job settled)
    {
        JobId.TryParseName(settled.Name, out string id);
        JobRecord record = host.Store.Get(id)!;
        byte[] proof = host.Results.Get(record.ProofHash.Span);
        return MarketMessages.Settle(settled.MarketJobId, record.Attestation.ToByteArray(), record.Signature.ToByteArray(), proof);
    }

    private async Task RefuseAsync(string what, byte[] answer)
    {
        MessageResult result = await SendAsync(answer);
        _refusals.Add(new RefusalView(what, result.ExitCode, result.ExitMessage, result.GasUsed));
    }

    /// <summary>Sends an answer although it may fail: with a gas limit of its own, so that nobody estimates it away.</summary>
    private async Task<MessageResult> SendAsync(byte[] answer)
    {
        var message = new Message { From = host.Node.Provider.Address, To = host.Market.Address, Method = (ulong)MarketMethod.Settle, Params = answer };
        GasEstimate estimate = host.Node.Chain.EstimateGas(message);
        Message priced = message with { GasLimit = 2 * estimate.GasLimit, GasFeeCap = estimate.GasFeeCap, GasPremium = estimate.GasPremium };
        SignedMessage signed = await host.Outbox.SignAndPushAsync(host.Node.Provider, priced, cancellation);
        return MessageResult.Of(await host.Node.Chain.WaitAsync(signed.Cid, cancellation));
    }

    private static MessageResult Succeed(MessageResult result) =>
        result.Succeeded ? result : throw new CommandException($"the market refused a message of the demo: exit code {result.ExitCode}, {result.ExitMessage}");
}
