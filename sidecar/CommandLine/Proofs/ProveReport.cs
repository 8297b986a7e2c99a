using FvmCompute.Sidecar.Circuits;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>A public value. The element is text: it can be beyond what JSON readers keep exactly.</summary>
public sealed record PublicValueView(int Index, string Element, long Signed)
{
    internal static IReadOnlyList<PublicValueView> Of(Statement statement) =>
        [.. statement.PublicValues.Select((v, i) => new PublicValueView(i, $"{v}", new FieldValue(v).Signed))];

    internal void Print(TextWriter text) => text.WriteLine($"public {Index,-6} {Element}{(Signed < 0 ? $" (signed: {Signed})" : "")}");
}

/// <summary>A dataset of a proof and the file it was made from.</summary>
public sealed record DatasetIdView(string Id, string File);

/// <summary>A proof that was made, as <c>proof prove</c> prints it.</summary>
/// <param name="Messages">To a chain: one of statement and core, the others of openings. Null with a profile that no chain takes.</param>
public sealed record ProveReport(
    string ProofFile,
    string Profile,
    string Context,
    string StatementHash,
    string CircuitHash,
    IReadOnlyList<DatasetIdView> Datasets,
    IReadOnlyList<ulong> RowCounts,
    IReadOnlyList<PublicValueView> PublicValues,
    MemoryPlan Plan,
    IReadOnlyList<PhaseTime> Phases,
    long FileBytes,
    int StatementBytes,
    int CoreBytes,
    IReadOnlyList<int> PartBytes,
    int? Messages,
    double VerificationSeconds)
{
    internal static ProveReport Of(string path, ProofInputs inputs, ProvedStatement proved, MemoryPlan plan, IReadOnlyList<PhaseTime> phases)
    {
        Statement statement = proved.Statement;
        ProofMessages.TryCreate(proved.File.Statement, proved.File.Proof, out ProofMessages? messages);
        return new(
            path, statement.Profile.Name, $"{statement.Context}", $"{Digest.Of(proved.File.Statement)}", $"{statement.Circuit.Hash()}",
            [.. statement.Datasets.Zip(inputs.Datasets, (record, input) => new DatasetIdView($"{record.Id()}", input.Path))],
            statement.RowCounts, PublicValueView.Of(statement), plan, phases, new FileInfo(path).Length, proved.File.Statement.Length,
            proved.Proof.Core.Length, [.. proved.Proof.Parts.Select(part => part.Length)], 1 + messages?.Openings.Count(),
            proved.VerificationTime.TotalSeconds);
    }

    internal void Print(TextWriter text)
    {
        text.WriteLine($"profile       {Profile}");
        text.WriteLine($"statement     {StatementHash}");
        text.WriteLine($"circuit       {CircuitHash}");
        text.WriteLine($"context       {Context}");
        foreach ((DatasetIdView dataset, int i) in Datasets.Select((d, i) => (d, i))) { text.WriteLine($"dataset {i,-5} {dataset.Id} ({dataset.File})"); }
        foreach ((ulong rows, int t) in RowCounts.Select((n, t) => (n, t))) { text.WriteLine($"table {t,-7} {rows} rows"); }
        foreach (PublicValueView value in PublicValues) { value.Print(text); }
        foreach (PhaseTime phase in Phases) { text.WriteLine($"  {phase.Phase,-15} {Units.Duration(TimeSpan.FromSeconds(phase.Seconds))}"); }
        text.WriteLine($"proof         {Units.Bytes(FileBytes)} in {ProofFile}: statement {Units.Bytes(StatementBytes)}, core {Units.Bytes(CoreBytes)}, "
            + $"{PartBytes.Count} parts of openings {Units.Bytes(PartBytes.Sum(b => (long)b))}"
            + (Messages is { } count ? $"; {count} messages on a chain" : ""));
        text.WriteLine($"verified      in {Units.Duration(TimeSpan.FromSeconds(VerificationSeconds))}, openings included");
    }
}
