using FvmCompute.Filecoin.Numbers;
using FvmCompute.Prover.Files;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Sidecar.Jobs;

/// <content>The proof's way to the market: BeginProof, then its parts, strictly in order.</content>
internal sealed partial class CircuitRun
{
    /// <summary>How often a proof that somebody else with the provider's key began anew is sent again from its start.</summary>
    private const int MaxStarts = 3;

    /// <summary>
    /// Sends what the outbox does not hold yet. Before a part is sent the market is asked whether it waits for this one; it does not when the proof was begun
    /// again from elsewhere, and then everything is sent again. Settling twice is impossible: the market's own state decides.
    /// </summary>
    protected override async Task<MessageResult> AnswerAsync()
    {
        ProofMessages messages = await Task.Run(ReadMessages);
        for (int number = 0, starts = 1; ; number++)
        {
            MessageResult? sent = await Parts.Market.FindAsync(Handle.Id, Purpose(number), Parts.Stopping);
            if (sent is null && number > 0 && !IsWaitingFor(messages.Parts[number - 1]) && starts < MaxStarts)
            {
                await ForgetAsync(number);
                (number, starts) = (0, starts + 1);
            }

            MessageResult result = await SendAsync(messages, number);
            if (!result.Succeeded || number == messages.Parts.Count) { return result; }
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

    private bool IsWaitingFor(PartMessage part) => Parts.Market.GetProof(MarketJob) is { } progress && progress.Continuation == part.At.Hash();

    private async Task<MessageResult> SendAsync(ProofMessages messages, int number)
    {
        JobRecord record = Handle.Record;
        byte[] parameters = number == 0
            ? messages.Begin(MarketJob, record.Attestation.ToByteArray(), record.Signature.ToByteArray())
            : messages.Part(MarketJob, number - 1);
        MarketMethod method = number == 0 ? MarketMethod.BeginProof : MarketMethod.ProofPart;
        MessageResult result = await Parts.Market.SendOnceAsync(
            Handle.Id, Purpose(number), Parts.Node.Provider, TokenAmount.Zero, method, parameters, Parts.Stopping);
        Record(number, messages.Parts.Count, parameters.Length, result);
        return result;
    }

    private void Record(int number, int parts, int bytes, MessageResult result)
    {
        string what = number == 0 ? "the core" : $"part {number} of {parts}";
        Handle.Update($"{what} was {(result.Succeeded ? "accepted" : "refused")} in epoch {result.Epoch}, {result.GasUsed} gas", record =>
        {
            var message = new ProofMessage { Cid = result.Cid.ToString(), Epoch = result.Epoch, GasUsed = result.GasUsed, Bytes = (ulong)bytes };
            Google.Protobuf.Collections.RepeatedField<ProofMessage> sent = record.Job.Settlement.ProofMessages;
            while (sent.Count > number) { sent.RemoveAt(sent.Count - 1); }
            sent.Add(message);
            record.Job.Fraction = number / (double)parts;
        });
    }

    private async Task ForgetAsync(int messages)
    {
        for (int number = 0; number < messages; number++)
        {
            if (await Parts.Market.FindAsync(Handle.Id, Purpose(number), Parts.Stopping) is { } sent) { Parts.Market.Forget(sent); }
        }
    }

    private static string Purpose(int number) => number == 0 ? "begin-proof" : $"proof-part-{number}";
}
