using System.Globalization;
using System.Numerics;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary>Jobs as commands print them; the names of <see cref="JobView"/> are part of <c>--json</c>.</summary>
internal sealed record JobView(
    string Name, string State, string Phase, string Reason, string PieceCid, uint Challenges, string MaxPrice, long DeadlineEpoch,
    string Device, string DeviceFallback, ulong? MarketJobId, SettlementView? Settlement, IReadOnlyList<PhaseView> Phases, string RequestId, DateTime Created)
{
    public static JobView Of(Job job) => new(
        job.Name, Lower(job.State), job.Phase == JobPhase.Unspecified ? "" : Lower(job.Phase), job.Reason,
        job.Spec.Possession?.PieceCid ?? "", job.Spec.Possession?.Challenges ?? 0, job.Spec.MaxPrice, job.Spec.DeadlineEpoch,
        job.Device, job.DeviceFallback, job.HasMarketJobId ? job.MarketJobId : null,
        job.Settlement?.SettleMessageCid.Length > 0 || job.Settlement?.Refunded.Length > 0 ? SettlementView.Of(job.Settlement) : null,
        [.. job.Timings.Select(timing => new PhaseView(timing.Phase, timing.Duration.ToTimeSpan().TotalSeconds))], job.RequestId, job.CreateTime.ToDateTime());

    public void Print(TextWriter text)
    {
        text.WriteLine($"{Name}  {State}{(Phase.Length > 0 ? " (" + Phase + ")" : "")}");
        if (Reason.Length > 0) { text.WriteLine($"  reason      {Reason}"); }
        text.WriteLine($"  piece       {PieceCid}, {Challenges} challenges");
        string market = MarketJobId is { } id ? $", market job {id}" : "";
        text.WriteLine($"  price       {Units.Fil(BigInteger.Parse(MaxPrice, CultureInfo.InvariantCulture))}, deadline epoch {DeadlineEpoch}{market}");
        if (Device.Length > 0) { text.WriteLine($"  device      {Device}{(DeviceFallback.Length > 0 ? " because " + DeviceFallback : "")}"); }
        if (Settlement is not null) { Settlement.Print(text); }
        if (Phases.Count > 0) { text.WriteLine($"  phases      {string.Join(", ", Phases)}"); }
    }

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

internal sealed record PhaseView(string Phase, double Seconds)
{
    public override string ToString() => $"{Phase} {Units.Duration(TimeSpan.FromSeconds(Seconds))}";
}

internal sealed record SettlementView(string MessageCid, long Epoch, uint ExitCode, string ExitMessage, ulong GasUsed, string Paid, string Refunded)
{
    public static SettlementView Of(V1.Settlement settlement) => new(
        settlement.SettleMessageCid, settlement.SettleEpoch, settlement.ExitCode, settlement.ExitMessage, settlement.GasUsed,
        settlement.Paid, settlement.Refunded);

    public void Print(TextWriter text)
    {
        string exit = ExitMessage.Length > 0 ? $"{ExitCode} ({ExitMessage})" : $"{ExitCode}";
        if (MessageCid.Length > 0) { text.WriteLine($"  settlement  exit code {exit}, epoch {Epoch}, {GasUsed} gas, message {MessageCid}"); }
        if (Paid.Length > 0) { text.WriteLine($"  paid        {Units.Fil(BigInteger.Parse(Paid, CultureInfo.InvariantCulture))}"); }
        if (Refunded is not "" and not "0") { text.WriteLine($"  refunded    {Units.Fil(BigInteger.Parse(Refunded, CultureInfo.InvariantCulture))}"); }
    }
}
