using System.Globalization;
using System.Numerics;
using FvmCompute.Sidecar.CommandLine.Chain;
using FvmCompute.Sidecar.CommandLine.Jobs;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>Balances in attoFIL, as decimal integers.</summary>
internal sealed record BalanceView(string Client, string Provider, string Market);

/// <summary>An answer that the market must refuse, and what it said.</summary>
internal sealed record RefusalView(string Case, uint ExitCode, string Reason, ulong GasUsed);

/// <summary>What <c>demo</c> shows; the property names are part of <c>--json</c>.</summary>
internal sealed record DemoReport(
    string File, ulong PayloadBytes, string PieceCidV1, string PieceCidV2, ulong PaddedBytes, string Device, string DeviceFallback,
    string Job, ulong MarketJob, bool Settled, string Reason, IReadOnlyList<ulong> LeafIndexes, ulong ProofBytes, ulong GasUsed,
    IReadOnlyList<EventView> Events, BalanceView BalancesBefore, BalanceView BalancesAfter, string ProviderDelta, string ClientDelta,
    IReadOnlyList<RefusalView> Refused, bool HonestAnswerSettled, IReadOnlyList<PhaseView> Phases)
{
    /// <summary>The second job.</summary>
    public CircuitDemoReport? Circuit { get; init; }


    /// <summary>The job was paid and every wrong answer was refused, the right one after them not; and so was the second job.</summary>
    public bool Succeeded =>
        Settled && HonestAnswerSettled && Refused.Count == 3 && Refused.All(refusal => refusal.ExitCode != 0) && Circuit is { Succeeded: true };

    public void Print(TextWriter text)
    {
        text.WriteLine($"piece       {File}, {PayloadBytes} bytes, padded {PaddedBytes}");
        text.WriteLine($"            PieceCID v1 {PieceCidV1}");
        text.WriteLine($"            PieceCID v2 {PieceCidV2}");
        text.WriteLine($"device      {Device}");
        if (DeviceFallback.Length > 0) { text.WriteLine($"            because {DeviceFallback}"); }
        text.WriteLine($"job         {Job}, job {MarketJob} of the market");
        text.WriteLine($"challenges  leaves {string.Join(", ", LeafIndexes)}");
        text.WriteLine($"proof       {ProofBytes} bytes");
        text.WriteLine(Settled ? $"settled     by the actor, {GasUsed} gas" : $"NOT SETTLED {Reason}");
        foreach (EventView found in Events) { text.WriteLine($"event       {found}"); }
        PrintBalances(text);
        text.WriteLine("refused     (a second job; the same actor, wrong answers first)");
        foreach (RefusalView refusal in Refused) { text.WriteLine($"            {refusal.Case}: exit code {refusal.ExitCode}, {refusal.Reason}"); }
        text.WriteLine($"            the right answer after them: {(HonestAnswerSettled ? "settled" : "REFUSED")}");
        text.WriteLine($"time        {string.Join(", ", Phases)}");
        text.WriteLine();
        Circuit?.Print(text);
    }

    private void PrintBalances(TextWriter text)
    {
        text.WriteLine($"balances    client    {Fil(BalancesBefore.Client)} → {Fil(BalancesAfter.Client)}");
        text.WriteLine($"            provider  {Fil(BalancesBefore.Provider)} → {Fil(BalancesAfter.Provider)} (price less gas: {Fil(ProviderDelta)})");
        text.WriteLine($"            market    {Fil(BalancesBefore.Market)} → {Fil(BalancesAfter.Market)}");
    }

    private static string Fil(string atto) => Units.Fil(BigInteger.Parse(atto, CultureInfo.InvariantCulture));
}
