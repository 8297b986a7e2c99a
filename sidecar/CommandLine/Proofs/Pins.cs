using System.CommandLine;
using System.Globalization;
using System.Numerics;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>One thing in a statement that who relies on a proof has to compare with what was agreed (proof-system.md §6).</summary>
/// <param name="Expected">What was agreed; null: nobody said.</param>
/// <param name="Holds">Whether the statement has it; null where nobody said what it must be.</param>
public sealed record PinCheck(string What, string? Expected, string Got, bool? Holds);

/// <summary>What a statement must say, as far as the command line says it.</summary>
internal sealed class Pins
{
    private const string None = "none";

    private readonly Option<string?> _circuit = new("--circuit") { Description = "circuit file that the proof must be about", HelpName = "file" };
    private readonly Option<string?> _circuitHash = new("--circuit-hash") { Description = "BLAKE2b-256 of that circuit instead", HelpName = "hex" };

    private readonly Option<string[]> _datasets = new("--dataset-id")
    {
        Description = "id of a dataset that the proof must be about; repeat in the statement's order",
        HelpName = "hex",
    };

    private readonly Option<string?> _context = new("--context") { Description = "32 bytes that bind the proof to its use", HelpName = "hex" };

    private readonly Option<string[]> _values = new("--public")
    {
        Description = "number and value of a public value, 0=-17; repeat for several",
        HelpName = "index=value",
    };

    private readonly Option<string[]> _rows = new("--rows")
    {
        Description = "number and allowed rows of a table, 0=1000 or 0=1..4096: row counts are not part of the circuit's hash; repeat for several",
        HelpName = "table=min..max",
    };

    public Pins(Command command)
    {
        foreach (Option option in (Option[])[_circuit, _circuitHash, _datasets, _context, _values, _rows]) { command.Options.Add(option); }
    }

    /// <summary>Compares a statement with the command line.</summary>
    /// <exception cref="CommandException">The command line is malformed.</exception>
    public IReadOnlyList<PinCheck> Check(ParseResult result, Statement statement)
    {
        Digest[] circuits = [.. CircuitHashes(result)];
        Digest circuit = statement.Circuit.Hash();
        List<PinCheck> checks = [.. circuits.Select(hash => Compare("circuit", $"{hash}", $"{circuit}"))];
        if (circuits.Length == 0) { checks.Add(new("circuit", null, $"{circuit}", null)); }
        Digest? context = result.GetValue(_context) is { } text ? ProofArguments.ParseDigest("--context", text) : null;
        checks.Add(Compare("context", context?.ToString(), $"{statement.Context}"));
        CheckDatasets(checks, [.. (result.GetValue(_datasets) ?? []).Select(id => ProofArguments.ParseDigest("--dataset-id", id))], statement);
        CheckRows(checks, [.. (result.GetValue(_rows) ?? []).Select(ParseRows)], statement);
        CheckValues(checks, [.. (result.GetValue(_values) ?? []).Select(ParseValue)], statement);
        return checks;
    }

    private IEnumerable<Digest> CircuitHashes(ParseResult result)
    {
        if (result.GetValue(_circuit) is { } path) { yield return ProofPaths.ReadCircuit(path).Circuit.Hash(); }
        if (result.GetValue(_circuitHash) is { } hash) { yield return ProofArguments.ParseDigest("--circuit-hash", hash); }
    }

    private static void CheckDatasets(List<PinCheck> checks, Digest[] expected, Statement statement)
    {
        for (int i = 0; i < Math.Max(statement.Datasets.Length, expected.Length); i++)
        {
            string got = i < statement.Datasets.Length ? $"{statement.Datasets[i].Id()}" : None;
            string? agreed = expected.Length == 0 ? null : i < expected.Length ? $"{expected[i]}" : None;
            checks.Add(Compare($"dataset {i}", agreed, got));
        }
    }

    private static void CheckRows(List<PinCheck> checks, (int Table, ulong Least, ulong Most)[] expected, Statement statement)
    {
        foreach ((int table, ulong least, ulong most) in expected)
        {
            bool known = table < statement.RowCounts.Length;
            bool holds = known && statement.RowCounts[table] >= least && statement.RowCounts[table] <= most;
            string range = least == most ? $"{least}" : $"{least}..{most}";
            checks.Add(new($"rows of table {table}", range, known ? $"{statement.RowCounts[table]}" : None, holds));
        }

        foreach (int table in Enumerable.Range(0, statement.RowCounts.Length).Except(expected.Select(e => e.Table)))
        {
            checks.Add(new($"rows of table {table}", null, $"{statement.RowCounts[table]}", null));
        }
    }

    private static void CheckValues(List<PinCheck> checks, (int Index, ulong Element)[] expected, Statement statement)
    {
        foreach ((int index, ulong element) in expected)
        {
            string got = index < statement.PublicValues.Length ? $"{new FieldValue(statement.PublicValues[index])}" : None;
            checks.Add(Compare($"public value {index}", $"{new FieldValue(element)}", got));
        }

        foreach (int index in Enumerable.Range(0, statement.PublicValues.Length).Except(expected.Select(e => e.Index)))
        {
            checks.Add(new($"public value {index}", null, $"{new FieldValue(statement.PublicValues[index])}", null));
        }
    }

    private static PinCheck Compare(string what, string? expected, string got) => new(what, expected, got, expected is null ? null : expected == got);

    private static (int Table, ulong Least, ulong Most) ParseRows(string text)
    {
        const string Form = "a table's number and its rows, such as 0=1000 or 0=1..4096";
        (int table, string range) = ProofArguments.ParseIndexed("--rows", text, Form);
        string[] ends = range.Split("..");
        bool parsed = ulong.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong least);
        ulong most = least;
        if (ends.Length > 1) { parsed &= ulong.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out most); }
        return parsed && ends.Length <= 2 && least <= most ? (table, least, most) : throw new CommandException($"--rows '{text}' is not {Form}");
    }

    /// <summary>The value as an element of F or as the signed integer that one stands for.</summary>
    private static (int Index, ulong Element) ParseValue(string text)
    {
        (int index, string number) = ProofArguments.ParseIndexed("--public", text, "a public value's number and the value, such as 0=-17");
        bool parsed = BigInteger.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value);
        if (!parsed || value < -Goldilocks.MaxSigned || value >= Goldilocks.Modulus)
        {
            throw new CommandException($"--public '{text}': a number from {-Goldilocks.MaxSigned} to {Goldilocks.Modulus - 1} is needed");
        }

        return (index, value.Sign < 0 ? Goldilocks.FromSigned((long)value) : (ulong)value);
    }
}
