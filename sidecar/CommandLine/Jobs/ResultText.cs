using FvmCompute.V1;
using Google.Protobuf;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary>A result as <c>result</c> prints it; the names are part of <c>--json</c>. What a job of another kind would have is empty.</summary>
internal sealed record ResultView(
    string Grade, string PieceCidV1, string PieceCidV2, ulong PaddedSize, string ChallengeSeed, ulong[] LeafIndexes, ProvenCircuitView? Circuit,
    string AttestationCid, string Attestation, string Signature, string Provider, ulong ProofBytes, string ProofBlake2b256, string? ProofFile)
{
    public static ResultView Of(JobResult result, string? proofFile) => new(
        result.Grade.ToString().ToLowerInvariant(), result.Possession?.PieceCidV1 ?? "", result.Possession?.PieceCidV2 ?? "",
        result.Possession?.PaddedSize ?? 0, Hex(result.Possession?.ChallengeSeed), [.. result.Possession?.LeafIndexes ?? []],
        result.Circuit is { } circuit ? ProvenCircuitView.Of(circuit) : null, result.AttestationCid, Hex(result.Attestation), Hex(result.Signature),
        result.ProviderAddress, result.ProofBytes, Hex(result.ProofBlake2B256), proofFile);

    public void Print(TextWriter text)
    {
        text.WriteLine($"grade        {Grade}");
        if (Circuit is { } circuit)
        {
            circuit.Print(text);
        }
        else
        {
            text.WriteLine($"piece        {PieceCidV1}, {PaddedSize} bytes padded");
            text.WriteLine($"leaves       {string.Join(", ", LeafIndexes)}");
        }

        text.WriteLine($"attestation  {AttestationCid}");
        text.WriteLine($"signed by    {Provider}");
        text.WriteLine($"proof        {ProofBytes} bytes, BLAKE2b-256 {ProofBlake2b256}{(ProofFile is null ? "" : $", in {ProofFile}")}");
    }

    internal static string Hex(ByteString? bytes) => bytes is null ? "" : Convert.ToHexStringLower(bytes.Span);
}

/// <summary>What a proof of circuit shows. Values are elements of the field: v stands for v − p where it is above (p − 1) / 2.</summary>
internal sealed record ProvenCircuitView(
    ulong[] PublicValues, ulong[] Rows, string StatementBlake2b256, string CoreBlake2b256, string CircuitBlake2b256, string[] DatasetIds, string Profile,
    ulong StatementBytes, ulong CoreBytes, uint Parts)
{
    public static ProvenCircuitView Of(CircuitResult result) => new(
        [.. result.PublicValues], [.. result.Rows], ResultView.Hex(result.StatementBlake2B256), ResultView.Hex(result.CoreBlake2B256),
        ResultView.Hex(result.CircuitBlake2B256), [.. result.DatasetIds.Select(ResultView.Hex)], result.Profile, result.StatementBytes, result.CoreBytes,
        result.Parts);

    public void Print(TextWriter text)
    {
        text.WriteLine($"public       {string.Join(", ", PublicValues)}");
        text.WriteLine($"circuit      {CircuitBlake2b256}, {Profile}, rows {string.Join(", ", Rows)}");
        foreach (string id in DatasetIds) { text.WriteLine($"dataset      {id}"); }
        text.WriteLine($"statement    {StatementBytes} bytes, core {CoreBytes} bytes, {Parts} opening parts");
    }
}
