using System.Buffers.Binary;
using System.Collections.Immutable;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Circuits;

/// <summary>
/// A proof as the messages in which the market takes it. That it exists says that the whole proof verifies: at once, and message by message as the market does.
/// </summary>
public sealed class ProofMessages
{
    private readonly byte[][] _records;
    private readonly Continuation[] _boundaries;

    /// <param name="parts">Verified: their headers say where they begin.</param>
    private ProofMessages(byte[] statement, byte[] core, SplitStart start, ImmutableArray<byte[]> parts)
    {
        (Statement, Core, Parts) = (statement, core, parts);
        _records = [.. start.Records.Select(record => record.Encode())];
        Continuation begin = start.Continuation;
        _boundaries =
        [
            .. parts.Select(part => begin with { Level = part[0], First = BinaryPrimitives.ReadUInt16LittleEndian(part.AsSpan(1)) }),
            begin with { Level = (byte)_records.Length },
        ];
    }

    public byte[] Statement { get; }

    public byte[] Core { get; }

    /// <summary>At least one.</summary>
    public ImmutableArray<byte[]> Parts { get; }

    /// <summary>The parts that each ProofPart message brings when none were brought before.</summary>
    public IEnumerable<Range> Openings
    {
        get
        {
            for (int first = 0, end; first < Parts.Length; first = end)
            {
                end = EndOfMessage(first);
                yield return first..end;
            }
        }
    }

    /// <summary>Verifies a whole proof and takes it apart.</summary>
    /// <param name="proof">Core and parts, as <see cref="ProofEncoding"/> reads them.</param>
    /// <returns>Null and the messages, or why the market would refuse one of them.</returns>
    public static Rejection? TryCreate(byte[] statement, byte[] proof, out ProofMessages? messages)
    {
        messages = null;
        if (ProofVerifier.Verify(statement, proof, VerifierOptions.Secure).Rejection is { } refused) { return refused; }
        if (ProofEncoding.TryDecode(proof, out Range core, out Range[] parts) is { } malformed) { return malformed; }
        if (SplitVerifier.Begin(statement, proof[core], VerifierOptions.Secure, out SplitStart? start).Rejection is { } unfit) { return unfit; }
        ProofMessages taken = new(statement, proof[core], start!, [.. parts.Select(part => proof[part])]);
        if (taken.VerifyMessages() is { } wrong) { return wrong; }
        messages = taken;
        return null;
    }

    /// <summary>Where the message ends that begins with a part: it brings as many as fit, and one in any case.</summary>
    /// <returns>The number of the part after its last.</returns>
    public int EndOfMessage(int first)
    {
        int end = first + 1;
        while (end < Parts.Length && Open(ulong.MaxValue, first..(end + 1)).Length <= CircuitPlan.MaxParameterBytes) { end++; }
        return end;
    }

    /// <summary>The part for which a market waits.</summary>
    /// <param name="stored">The hash it keeps.</param>
    /// <returns>Null when what it keeps is no place between two parts of this proof.</returns>
    public int? FindPart(Digest stored)
    {
        int part = Array.FindIndex(_boundaries, boundary => boundary.Hash() == stored);
        return part < 0 || part == Parts.Length ? null : part;
    }

    /// <summary>Parameters of BeginProof.</summary>
    public byte[] Begin(ulong job, byte[] attestation, byte[] signature) => MarketMessages.BeginProof(job, attestation, signature, Statement, Core);

    /// <summary>Parameters of a ProofPart.</summary>
    /// <param name="parts">At least one.</param>
    public byte[] Open(ulong job, Range parts) => MarketMessages.ProofPart(job, Opening(parts));

    /// <summary>What a ProofPart brings.</summary>
    public OpeningMessage Opening(Range parts) => OpeningMessage.Create(_boundaries[parts.Start.GetOffset(Parts.Length)], _records, Parts[parts]);

    /// <summary>As the market does, which keeps one hash from message to message.</summary>
    private Rejection? VerifyMessages()
    {
        Continuation at = _boundaries[0];
        foreach (Range parts in Openings)
        {
            if (SplitVerifier.Advance(at.Hash(), Opening(parts), out Continuation? next).Rejection is { } refused) { return refused; }
            at = next!;
        }

        return at.IsComplete ? null : new Rejection(Reason.OpeningsMissing, "openings of level", at.Level, "all positions", $"{at.First}");
    }
}
