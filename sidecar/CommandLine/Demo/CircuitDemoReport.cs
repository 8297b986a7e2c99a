using FvmCompute.Sidecar.CommandLine.Jobs;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>What <c>demo</c> shows of its second job; the property names are part of <c>--json</c>.</summary>
/// <param name="Sum">As the proof shows it.</param>
/// <param name="SumOfIntegers">As adding up gives it.</param>
internal sealed record CircuitDemoReport(
    ulong Rows, string DatasetId, string Profile, string Device, string DeviceFallback, string Job, ulong MarketJob, bool Settled, string Reason,
    ulong Sum, ulong SumOfIntegers, ulong StatementBytes, ulong CoreBytes, uint Parts, ulong PeakHostBytes, ulong GasUsed,
    IReadOnlyList<ProofMessageView> Messages, IReadOnlyList<RefusalView> Refused, bool HonestProofSettled, IReadOnlyList<PhaseView> Phases)
{
    /// <summary>The sum is right, the job was paid, every wrong answer was refused, and the right ones between them not.</summary>
    public bool Succeeded =>
        Settled && Sum == SumOfIntegers && HonestProofSettled && Refused.Count == 5 && Refused.All(refusal => refusal.ExitCode != 0);

    public void Print(TextWriter text)
    {
        text.WriteLine($"question    what do {Rows} sales come to? Σ price · quantity over a committed table");
        text.WriteLine($"dataset     {DatasetId}, {Profile}");
        text.WriteLine($"job         {Job}, job {MarketJob} of the market, on {Device}");
        if (DeviceFallback.Length > 0) { text.WriteLine($"            because {DeviceFallback}"); }
        text.WriteLine(Sum == SumOfIntegers ? $"sum         {Sum}, as adding up gives it" : $"WRONG SUM   {Sum}, adding up gives {SumOfIntegers}");
        text.WriteLine($"proof       statement {StatementBytes} bytes, core {CoreBytes} bytes, {Parts} opening parts");
        text.WriteLine(Settled ? $"settled     by the actor with the last of {Messages.Count} messages, {GasUsed} gas" : $"NOT SETTLED {Reason}");
        for (int i = 0; i < Messages.Count; i++)
        {
            text.WriteLine($"            {(i == 0 ? "statement and core" : $"part {i}")}: {Messages[i].Bytes} bytes, {Messages[i].GasUsed} gas");
        }

        text.WriteLine("refused     (a second job; the same actor)");
        foreach (RefusalView refusal in Refused) { text.WriteLine($"            {refusal.Case}: exit code {refusal.ExitCode}, {refusal.Reason}"); }
        text.WriteLine($"            the right proof between them: {(HonestProofSettled ? "settled" : "REFUSED")}");
        text.WriteLine($"time        {string.Join(", ", Phases)}");
    }
}
