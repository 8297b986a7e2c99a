using System.Globalization;
using System.Numerics;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary>Jobs as commands print them; the names of <see cref="JobView"/> are part of <c>--json</c>.</summary>
internal sealed record JobView(
    string Name, string State, string Phase, string Reason, string Kind, string PieceCid, uint Challenges, CircuitView? Circuit, string MaxPrice,
    long DeadlineEpoch, string Device, string DeviceFallback, ulong PeakHostBytes, ulong? MarketJobId, SettlementView? Settlement,
    IReadOnlyList<PhaseView> Phases, string RequestId, DateTime Created)
{
    public static JobView Of(Job job) => new(
        job.Name, Lower(job.State), job.Phase == JobPhase.Unspecified ? "" : Lower(job.Phase), job.Reason, Lower(job.Spec.KindCase),
        job.Spec.Possession?.PieceCid ?? "", job.Spec.Possession?.Challenges ?? 0, job.Spec.Circuit is { } circuit ? CircuitView.Of(circuit) : null,
        job.Spec.MaxPrice, job.Spec.DeadlineEpoch,
        job.Device, job.DeviceFallback, job.PeakHostBytes, job.HasMarketJobId ? job.MarketJobId : null,
        job.Settlement?.SettleMessageCid.Length > 0 || job.Settlement?.Refunded.Length > 0 ? SettlementView.Of(job.Settlement) : null,
        [.. job.Timings.Select(timing => new PhaseView(timing.Phase, timing.Duration.ToTimeSpan().TotalSeconds))], job.RequestId, job.CreateTime.ToDateTime());

    public void Print(TextWriter text)
    {
        text.WriteLine($"{Name}  {State}{(Phase.Length > 0 ? " (" + Phase + ")" : "")}");
        if (Reason.Length > 0) { text.WriteLine($"  reason      {Reason}"); }
        if (Circuit is { } circuit) { circuit.Print(text); } else { text.WriteLine($"  piece       {PieceCid}, {Challenges} challenges"); }
        string market = MarketJobId is { } id ? $", market job {id}" : "";
        text.WriteLine($"  price       {Units.Fil(BigInteger.Parse(MaxPrice, CultureInfo.InvariantCulture))}, deadline epoch {DeadlineEpoch}{market}");
        if (Device.Length > 0) { text.WriteLine($"  device      {Device}{(DeviceFallback.Length > 0 ? " because " + DeviceFallback : "")}"); }
        if (PeakHostBytes > 0) { text.WriteLine($"  memory      at most {Units.Bytes((long)PeakHostBytes)}"); }
        if (Settlement is not null) { Settlement.Print(text); }
        if (Phases.Count > 0) { text.WriteLine($"  phases      {string.Join(", ", Phases)}"); }
    }

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

internal sealed record PhaseView(string Phase, double Seconds)
{
    public override string ToString() => $"{Phase} {Units.Duration(TimeSpan.FromSeconds(Seconds))}";
}

/// <summary>A circuit as a job names it. A public value is null where it is a result.</summary>
internal sealed record CircuitView(string Hash, IReadOnlyList<string> DatasetIds, IReadOnlyList<ulong?> PublicValues, IReadOnlyList<string> Rows, string Profile)
{
    public static CircuitView Of(CircuitSpec spec) => new(
        Convert.ToHexStringLower(spec.CircuitBlake2B256.Span), [.. spec.DatasetIds.Select(id => Convert.ToHexStringLower(id.Span))],
        [.. spec.PublicValues.Select(value => value.HasFixed ? value.Fixed : (ulong?)null)],
        [.. spec.Rows.Select(rows => rows.Least == rows.Most ? $"{rows.Least}" : $"{rows.Least}-{rows.Most}")], spec.Profile);

    public void Print(TextWriter text)
    {
        text.WriteLine($"  circuit     {Hash}, {Profile}, rows {string.Join(", ", Rows)}");
        foreach (string id in DatasetIds) { text.WriteLine($"  dataset     {id}"); }
        if (PublicValues.Count > 0) { text.WriteLine($"  public      {string.Join(", ", PublicValues.Select(value => value is { } known ? $"{known}" : "a result"))}"); }
    }
}

/// <param name="Messages">The messages that brought a proof of circuit, in order; empty for possession.</param>
internal sealed record SettlementView(
    string MessageCid, long Epoch, uint ExitCode, string ExitMessage, ulong GasUsed, string Paid, string Refunded, IReadOnlyList<ProofMessageView> Messages)
{
    public static SettlementView Of(V1.Settlement settlement) => new(
        settlement.SettleMessageCid, settlement.SettleEpoch, settlement.ExitCode, settlement.ExitMessage, settlement.GasUsed,
        settlement.Paid, settlement.Refunded,
        [.. settlement.ProofMessages.Select(message => new ProofMessageView(message.Cid, message.Epoch, message.GasUsed, message.Bytes))]);

    public void Print(TextWriter text)
    {
        string exit = ExitMessage.Length > 0 ? $"{ExitCode} ({ExitMessage})" : $"{ExitCode}";
        if (MessageCid.Length > 0) { text.WriteLine($"  settlement  exit code {exit}, epoch {Epoch}, {GasUsed} gas, message {MessageCid}"); }
        if (Messages.Count > 0)
        {
            text.WriteLine($"  messages    {Messages.Count}, of {string.Join(" + ", Messages.Select(message => message.Bytes))} bytes");
        }

        if (Paid.Length > 0) { text.WriteLine($"  paid        {Units.Fil(BigInteger.Parse(Paid, CultureInfo.InvariantCulture))}"); }
        if (Refunded is not "" and not "0") { text.WriteLine($"  refunded    {Units.Fil(BigInteger.Parse(Refunded, CultureInfo.InvariantCulture))}"); }
    }
}

internal sealed record ProofMessageView(string Cid, long Epoch, ulong GasUsed, ulong Bytes);
