using FvmCompute.Filecoin.Numbers;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Prover.Proving;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Datasets;
using FvmCompute.Sidecar.Host;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>
/// Answers to a proof-of-circuit job that the market must refuse, as messages on the chain: another sum, a part without a core, parts out of order, a part with one
/// flipped bit, a replay. The right ones come between them and settle.
/// </summary>
internal sealed class WrongProofs(SidecarHost host, CancellationToken cancellation)
{
    private readonly DemoMarket _market = new(host, cancellation);

    public IReadOnlyList<RefusalView> Refusals => _market.Refusals;

    public bool HonestProofSettled { get; private set; }

    public async Task RunAsync(CircuitSpec spec, TokenAmount price)
    {
        CircuitPlan plan = CircuitSubmission.Read(spec, host.Settings);
        (ulong job, _) = await _market.PostAndAcceptAsync("demo-circuit", plan, price);
        using FoundDataset found = await host.Datasets.FindAsync(plan.Datasets[0], _ => { }, cancellation)
            ?? throw new CommandException("the demo's dataset is gone");
        using DatasetLease lease = await host.Datasets.LoadAsync(found, cancellation);
        using var task = new CircuitTask(plan, spec, [found]);
        long accepted = host.Market.GetJob(job).Accepted!.Value;
        Statement statement = task.State([lease.Dataset.Record]) with
        {
            Context = plan.Context(host.Market.Params.Chain, host.Market.Id, job, _market.ProviderId, accepted),
        };
        ProofMessages proof = await Task.Run(() => Prove(statement, lease.Dataset, task), cancellation);
        await SendAsync(job, plan, statement, proof);
    }

    private async Task SendAsync(ulong job, CircuitPlan plan, Statement statement, ProofMessages proof)
    {
        Statement lie = statement with { PublicValues = [statement.PublicValues[0] + 1] };
        await _market.RefuseAsync("another sum", MarketMethod.BeginProof, Begin(job, plan, lie.Encode(), proof.Core));
        Range[] openings = [.. proof.Openings];
        await _market.RefuseAsync("a part without a core", MarketMethod.ProofPart, proof.Open(job, openings[0]));
        await _market.SendAsync(MarketMethod.BeginProof, Begin(job, plan, proof.Statement, proof.Core));
        await _market.RefuseAsync("the second part first", MarketMethod.ProofPart, proof.Open(job, 1..2));
        await _market.RefuseAsync("one flipped bit", MarketMethod.ProofPart, Flipped(job, proof.Opening(openings[0])));
        MessageResult last = await _market.SendAsync(MarketMethod.ProofPart, proof.Open(job, openings[0]));
        foreach (Range parts in openings[1..]) { last = await _market.SendAsync(MarketMethod.ProofPart, proof.Open(job, parts)); }
        HonestProofSettled = last.Succeeded && MarketSettlement.DecodePart(last.ReturnData.Span) is not null;
        await _market.RefuseAsync("a replay", MarketMethod.ProofPart, proof.Open(job, openings[^1]));
    }

    private ProofMessages Prove(Statement statement, CommittedDataset dataset, CircuitTask task)
    {
        ProverOptions options = ProverOptions.ForChain(host.Devices.Prover);
        byte[] proof = CircuitProver.Prove(statement, [dataset], task.Auxiliary, options, cancellation).Encode();
        Rejection? refused = ProofMessages.TryCreate(statement.Encode(), proof, out ProofMessages? messages);
        return refused is null ? messages! : throw new CommandException($"the demo's proof does not verify: {refused}");
    }

    private byte[] Begin(ulong job, CircuitPlan plan, byte[] statement, byte[] core)
    {
        var answer = new AttestedAnswer(plan.DatasetCids, Blake2b.Hash256(statement), Blake2b.Hash256(core), plan.Profile);
        (byte[] attestation, byte[] signature) = _market.Attest(job, plan, answer, host.Node.Provider);
        return MarketMessages.BeginProof(job, attestation, signature, statement, core);
    }

    /// <summary>In the lowest byte of the first element of the last part: what it says is still an element of the field.</summary>
    private static byte[] Flipped(ulong job, OpeningMessage message)
    {
        const int FirstLeaf = 5;
        byte[] flipped = [.. message.Parts[^1]];
        flipped[FirstLeaf] ^= 1;
        return MarketMessages.ProofPart(job, message with { Parts = message.Parts.SetItem(message.Parts.Length - 1, flipped) });
    }
}
