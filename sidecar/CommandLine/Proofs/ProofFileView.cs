using FvmCompute.Prover.Files;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>A statement and its proof, taken apart.</summary>
/// <param name="PartBytes">Of each part of openings.</param>
internal sealed record ProofFileView(
    string Kind,
    string File,
    string StatementHash,
    int StatementBytes,
    string Context,
    ProfileView Profile,
    InstanceView Instance,
    CircuitView Circuit,
    IReadOnlyList<string> DatasetIds,
    IReadOnlyList<ulong> RowCounts,
    IReadOnlyList<PublicValueView> PublicValues,
    LedgerView Ledger,
    int CoreBytes,
    IReadOnlyList<int> PartBytes)
{
    /// <exception cref="CommandException">The statement or the container of the proof is malformed.</exception>
    public static ProofFileView Of(string path, ProofFile file)
    {
        ProofPaths.Accept(path, StatementDecoding.TryDecode(file.Statement, out Statement? statement));
        ProofPaths.Accept(path, Verifier.Statements.Instance.TryCreate(statement!, allowInsecure: true, out Instance? instance));
        ProofPaths.Accept(path, ProofEncoding.TryDecode(file.Proof, out Range core, out Range[] parts));
        int[] bytes = [.. parts.Select(part => part.GetOffsetAndLength(file.Proof.Length).Length)];
        return new(
            "proof", path, $"{Digest.Of(file.Statement)}", file.Statement.Length, $"{statement!.Context}", ProfileView.Of(statement.Profile),
            InstanceView.Of(instance!), CircuitView.Of(path, statement.Circuit, instance!.Shape), [.. statement.Datasets.Select(d => $"{d.Id()}")],
            statement.RowCounts, PublicValueView.Of(statement), LedgerView.Of(instance), core.GetOffsetAndLength(file.Proof.Length).Length, bytes);
    }

    public void Print(TextWriter text)
    {
        text.WriteLine($"proof file    {File} (not verified here: fvmcompute proof verify)");
        text.WriteLine($"statement     {StatementHash}, {Units.Bytes(StatementBytes)}");
        text.WriteLine($"context       {Context}");
        Profile.Print(text);
        Instance.Print(text);
        foreach ((string id, int i) in DatasetIds.Select((id, i) => (id, i))) { text.WriteLine($"dataset {i,-5} {id}"); }
        foreach ((ulong rows, int t) in RowCounts.Select((rows, t) => (rows, t))) { text.WriteLine($"rows {t,-8} {rows}"); }
        foreach (PublicValueView value in PublicValues) { value.Print(text); }
        text.WriteLine($"circuit       {Circuit.Hash}, {Units.Bytes(Circuit.Bytes)}");
        Circuit.PrintContent(text);
        Ledger.Print(text);
        text.WriteLine($"core          {CoreBytes} bytes");
        foreach ((int bytes, int i) in PartBytes.Select((bytes, i) => (bytes, i))) { text.WriteLine($"part {i,-8} {bytes} bytes"); }
    }
}
