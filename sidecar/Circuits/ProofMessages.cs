using FvmCompute.Sidecar.Settlement;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Circuits;

/// <summary>One ProofPart message: a part, the level record it opens, and where it begins.</summary>
public sealed record PartMessage(Continuation At, byte[] Record, byte[] Part);

/// <summary>
/// A proof as the messages in which the market takes it. That it exists says that the whole proof verifies: at once, and message by message as the market does.
/// </summary>
/// <param name="Parts">At least one.</param>
public sealed record ProofMessages(byte[] Statement, byte[] Core, IReadOnlyList<PartMessage> Parts)
{
    /// <summary>Verifies a whole proof and takes it apart.</summary>
    /// <param name="proof">Core and parts, as <see cref="ProofEncoding"/> reads them.</param>
    /// <returns>Null and the messages, or why the market would refuse one of them.</returns>
    public static Rejection? TryCreate(byte[] statement, byte[] proof, out ProofMessages? messages)
    {
        messages = null;
        if (ProofVerifier.Verify(statement, proof, VerifierOptions.Secure).Rejection is { } refused) { return refused; }
        if (ProofEncoding.TryDecode(proof, out Range core, out Range[] parts) is { } malformed) { return malformed; }
        if (SplitVerifier.Begin(statement, proof[core], VerifierOptions.Secure, out SplitStart? start).Rejection is { } unfit) { return unfit; }
        List<PartMessage> list = [];
        Continuation at = start!.Continuation;
        foreach (Range part in parts)
        {
            Digest stored = at.Hash();
            byte[] record = start.Records[at.Level].Encode();
            if (SplitVerifier.Advance(stored, at, record, proof[part], out Continuation? next).Rejection is { } wrong) { return wrong; }
            list.Add(new PartMessage(at, record, proof[part]));
            at = next!;
        }

        if (!at.IsComplete) { return new Rejection(Reason.OpeningsMissing, "openings of level", at.Level, "all positions", $"{at.First}"); }
        messages = new ProofMessages(statement, proof[core], list);
        return null;
    }

    /// <summary>Parameters of BeginProof.</summary>
    public byte[] Begin(ulong job, byte[] attestation, byte[] signature) => MarketMessages.BeginProof(job, attestation, signature, Statement, Core);

    /// <summary>Parameters of a ProofPart.</summary>
    public byte[] Part(ulong job, int number) => MarketMessages.ProofPart(job, Parts[number].At, Parts[number].Record, Parts[number].Part);
}
