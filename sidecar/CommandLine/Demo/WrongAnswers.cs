using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Sidecar.Attestation;
using FvmCompute.Sidecar.Host;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>
/// Answers to a possession job that the market must refuse, as messages on the chain: one flipped bit, another provider's signature, a replay. Then the right one.
/// </summary>
internal sealed class WrongAnswers(SidecarHost host, CancellationToken cancellation)
{
    private readonly DemoMarket _market = new(host, cancellation);

    public IReadOnlyList<RefusalView> Refusals => _market.Refusals;

    public bool HonestAnswerSettled { get; private set; }

    /// <param name="settled">A job that was settled: its answer is replayed.</param>
    public async Task RunAsync(Job settled, PieceTree tree, string payload, uint challenges, TokenAmount price)
    {
        var plan = new PossessionPlan(tree.Commitment.Root.ToArray(), tree.Commitment.PaddedBytes, challenges);
        (ulong job, MessageResult accepted) = await _market.PostAndAcceptAsync("demo-possession", plan, price);
        await host.Node.WaitForEpochAsync(MarketClient.ReadAccepted(accepted.ReturnData.Span), cancellation);
        MarketChallenge challenge = host.Market.GetChallenge(job);
        byte[] proof;
        using (FileStream stream = File.OpenRead(payload))
        {
            proof = Filecoin.Pieces.PossessionProof.Create(tree, stream, challenge.LeafIndexes, cancellation);
        }

        byte[] flipped = [.. proof];
        flipped[PossessionPlan.NodeBytes] ^= 1;
        await _market.RefuseAsync("one flipped bit", MarketMethod.Settle, Settle(job, plan, challenge, flipped, host.Node.Provider));
        var stranger = new WalletKey("stranger", System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        await _market.RefuseAsync("another provider's key", MarketMethod.Settle, Settle(job, plan, challenge, proof, stranger));
        MessageResult honest = await _market.SendAsync(MarketMethod.Settle, Settle(job, plan, challenge, proof, host.Node.Provider));
        HonestAnswerSettled = honest.Succeeded;
        await _market.RefuseAsync("a replay", MarketMethod.Settle, Replay(settled));
    }

    private byte[] Settle(ulong job, PossessionPlan plan, MarketChallenge challenge, byte[] proof, WalletKey signer)
    {
        byte[] result = AttestationStatement.HashPossessionResult(challenge.Epoch, challenge.Seed);
        var answer = new AttestedAnswer([PieceCid.CreateV1(plan.Commitment)], result, Blake2b.Hash256(proof), AttestationStatement.NoProfile);
        (byte[] attestation, byte[] signature) = _market.Attest(job, plan, answer, signer);
        return MarketMessages.Settle(job, attestation, signature, proof);
    }

    private byte[] Replay(Job settled)
    {
        JobId.TryParseName(settled.Name, out string id);
        JobRecord record = host.Store.Get(id)!;
        byte[] proof = host.Results.Get(record.ProofHash.Span);
        return MarketMessages.Settle(settled.MarketJobId, record.Attestation.ToByteArray(), record.Signature.ToByteArray(), proof);
    }
}
