using FvmCompute.Filecoin.Numbers;
using FvmCompute.Prover.Files;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Jobs;

/// <content>The proof's way to the market: BeginProof, then its parts, strictly in order and as many in a message as fit.</content>
internal sealed partial class CircuitRun
{
    /// <summary>How often what somebody else with the provider's key undid is sent again.</summary>
    private const int MaxRepeats = 3;

    /// <summary>In place of a part: the message that brings statement and core.</summary>
    private const int Core = -1;

    /// <summary>A message of this proof that was executed.</summary>
    /// <param name="First">Its first part, or <see cref="Core"/>.</param>
    private sealed record SentMessage(int First, int Bytes, MessageResult Result)
    {
        /// <summary>It was refused, or settled the job: nothing is sent after it.</summary>
        public bool IsLast => !Result.Succeeded || (First != Core && MarketSettlement.DecodePart(Result.ReturnData.Span) is not null);
    }

    /// <summary>
    /// Asks the outbox what was sent and the market which part it waits for, and sends the message that begins there. Somebody else with the provider's key
    /// may have brought parts too, or have begun the proof again: what was sent from there on is sent again, and everything when the market waits for no part
    /// of this proof. Settling twice is impossible: the market's own state decides.
    /// </summary>
    protected override async Task<MessageResult> AnswerAsync()
    {
        ProofMessages messages = await Task.Run(ReadMessages);
        for (int repeats = 0; ;)
        {
            List<SentMessage> sent = await FindSentAsync(messages);
            Record(sent, messages);
            if (sent.Find(message => message.IsLast) is { } last) { return last.Result; }
            int next = sent.Count == 0 ? Core : NextPart(messages) ?? Core;
            List<SentMessage> undone = sent.FindAll(message => message.First >= next);
            if (undone.Count > 0 && ++repeats > MaxRepeats)
            {
                throw new JobEndException(JobState.Failed, $"the proof was begun again from elsewhere {repeats} times");
            }

            undone.ForEach(message => Parts.Market.Forget(message.Result));
            await SendAsync(messages, next);
        }
    }

    /// <summary>The file was verified when it was made; that it still is what it was follows from its hash, and the messages are made by verifying again.</summary>
    private ProofMessages ReadMessages()
    {
        using var file = new MemoryStream(Parts.Results.Get(Handle.Record.ProofHash.Span), writable: false);
        ProofMessages? messages = null;
        Rejection? fault = ProofFile.TryRead(file, out ProofFile? read) ?? ProofMessages.TryCreate(read!.Statement, read.Proof, out messages);
        return fault is null ? messages! : throw new JobEndException(JobState.Failed, $"the stored proof does not verify: {fault}");
    }

    /// <summary>Waits until everything that was sent is executed.</summary>
    private async Task<List<SentMessage>> FindSentAsync(ProofMessages messages)
    {
        List<SentMessage> sent = [];
        for (int first = Core; first < messages.Parts.Length; first++)
        {
            if (await Parts.Market.FindAsync(Handle.Id, Purpose(first), Parts.Stopping) is not null) { sent.Add(await SendAsync(messages, first)); }
        }

        return sent;
    }

    /// <summary>The part for which the market waits; null when it keeps another attestation, nothing, or what is no place between two parts.</summary>
    private int? NextPart(ProofMessages messages)
    {
        Digest attestation = Digest.Of(Handle.Record.Attestation.Span);
        return Parts.Market.GetProof(MarketJob) is { } progress && progress.Attestation == attestation ? messages.FindPart(progress.Continuation) : null;
    }

    private async Task<SentMessage> SendAsync(ProofMessages messages, int first)
    {
        JobRecord record = Handle.Record;
        (MarketMethod method, byte[] parameters) = first == Core
            ? (MarketMethod.BeginProof, messages.Begin(MarketJob, record.Attestation.ToByteArray(), record.Signature.ToByteArray()))
            : (MarketMethod.ProofPart, messages.Open(MarketJob, first..messages.EndOfMessage(first)));
        MessageResult result = await Parts.Market.SendOnceAsync(
            Handle.Id, Purpose(first), Parts.Node.Provider, TokenAmount.Zero, method, parameters, Parts.Stopping);
        return new(first, parameters.Length, result);
    }

    /// <summary>Brings the job's record up to what was sent.</summary>
    private void Record(List<SentMessage> sent, ProofMessages messages)
    {
        HashSet<string> known = [.. Handle.Record.Job.Settlement.ProofMessages.Select(message => message.Cid)];
        foreach ((int index, SentMessage message) in sent.Index().Where(item => !known.Contains(item.Item.Result.Cid.ToString())))
        {
            MessageResult result = message.Result;
            int end = message.First == Core ? 0 : messages.EndOfMessage(message.First);
            string what = $"{Name(message.First, end, messages.Parts.Length)} {(result.Succeeded ? "accepted" : "refused")}";
            Handle.Update($"{what} in epoch {result.Epoch}, {result.GasUsed} gas", record =>
            {
                record.Job.Settlement.ProofMessages.Clear();
                record.Job.Settlement.ProofMessages.Add(sent.Take(index + 1).Select(View));
                record.Job.Fraction = end / (double)messages.Parts.Length;
            });
        }
    }

    private static string Name(int first, int end, int parts) => first == Core ? "the core was"
        : end == first + 1 ? $"part {end} of {parts} was"
        : $"parts {first + 1} to {end} of {parts} were";

    private static ProofMessage View(SentMessage message) => new()
    {
        Cid = message.Result.Cid.ToString(),
        Epoch = message.Result.Epoch,
        GasUsed = message.Result.GasUsed,
        Bytes = (ulong)message.Bytes,
    };

    private static string Purpose(int first) => first == Core ? "begin-proof" : $"proof-part-{first}";
}
