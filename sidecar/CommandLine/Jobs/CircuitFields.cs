using System.CommandLine;
using System.Globalization;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Proving;
using FvmCompute.V1;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;
using Google.Protobuf;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary>The options of <c>submit circuit</c>. What is not given is taken from the files, and said.</summary>
internal sealed class CircuitFields
{
    private readonly Option<string> _circuit = new("--circuit") { Description = "circuit file", HelpName = "file", Required = true };

    private readonly Option<string[]> _datasetIds = new("--dataset-id")
    {
        Description = "id of a dataset that the server has, in hex; once for each dataset of the circuit, in order",
        HelpName = "id",
    };

    private readonly Option<string[]> _datasets = new("--dataset")
    {
        Description = "dataset file, to commit to here and name by its id, instead of --dataset-id",
        HelpName = "file",
    };

    private readonly Option<string?> _witness = new("--witness") { Description = "witness file; needed when the circuit has auxiliary columns", HelpName = "file" };

    private readonly Option<string[]> _public = new("--public")
    {
        Description = "fixes a public value, I=V, or leaves it to the proof, I=result (default: all are results)",
        HelpName = "I=V",
    };

    private readonly Option<string[]> _rows = new("--rows")
    {
        Description = "rows that a table may have, N or LEAST-MOST; once for each table, in order (default: exactly those of the witness or --dataset)",
        HelpName = "rows",
    };

    private readonly Option<string> _profile = new("--profile")
    {
        Description = "profile of the proof system (default: that of --dataset, else chain-4-m12)",
        HelpName = "name",
        DefaultValueFactory = _ => "",
    };

    public CircuitFields(Command command)
    {
        foreach (Option option in (Option[])[_circuit, _datasetIds, _datasets, _witness, _public, _rows, _profile]) { command.Options.Add(option); }
    }

    public CircuitSpec Read(ParseResult result, Output output)
    {
        byte[] bytes = ReadFile(result.GetValue(_circuit)!);
        Circuit circuit = Opened(CircuitFile.TryRead(new MemoryStream(bytes), out Circuit? read, out _), "--circuit", read);
        byte[] witnessBytes = result.GetValue(_witness) is { } file ? ReadFile(file) : [];
        WitnessFile? witness = null;
        if (witnessBytes.Length > 0) { witness = Opened(WitnessFile.TryOpen(new MemoryStream(witnessBytes), out witness), "--witness", witness); }
        List<NamedDataset> datasets = [.. (result.GetValue(_datasets) ?? []).Select(NamedDataset.Commit)];
        var spec = new CircuitSpec { Circuit = ByteString.CopyFrom(bytes), Witness = ByteString.CopyFrom(witnessBytes) };
        spec.DatasetIds.AddRange(Ids(result, datasets, output));
        spec.PublicValues.AddRange(PublicValues(result.GetValue(_public) ?? [], circuit.PublicValues));
        spec.Rows.AddRange(Rows(result, circuit, witness, datasets, output));
        spec.Profile = result.GetValue(_profile) is { Length: > 0 } profile ? profile : datasets.FirstOrDefault()?.Profile ?? "chain-4-m12";
        Note(output, $"profile {spec.Profile}");
        return spec;
    }

    private IEnumerable<ByteString> Ids(ParseResult result, List<NamedDataset> datasets, Output output)
    {
        string[] given = result.GetValue(_datasetIds) ?? [];
        if (given.Length > 0 && datasets.Count > 0) { throw new CommandException("--dataset-id and --dataset exclude each other"); }
        foreach (NamedDataset dataset in datasets) { Note(output, $"dataset {dataset.Id}, {dataset.Path}"); }
        return datasets.Count > 0 ? datasets.Select(dataset => ByteString.CopyFrom(dataset.Id.Bytes)) : given.Select(ReadId);
    }

    private static ByteString ReadId(string text)
    {
        byte[] id = new byte[Digest.Size];
        return text.Length == 2 * Digest.Size && Convert.FromHexString(text, id, out _, out int written) == default && written == id.Length
            ? ByteString.CopyFrom(id)
            : throw new CommandException($"--dataset-id '{text}' is not an id: {2 * Digest.Size} hex digits are needed");
    }

    /// <summary>Signed integers are taken as what they are in the field.</summary>
    private static PublicValue[] PublicValues(string[] given, int count)
    {
        PublicValue[] values = [.. Enumerable.Range(0, count).Select(_ => new PublicValue())];
        foreach (string text in given)
        {
            string[] parts = text.Split('=');
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= count)
            {
                throw new CommandException($"--public '{text}' is not I=V or I=result with I below {count}, the number of the circuit's public values");
            }

            if (parts[1] != "result") { values[index].Fixed = ReadElement(text, parts[1]); }
        }

        return values;
    }

    private static ulong ReadElement(string option, string text) =>
        Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 value)
            && value > -(Int128)Goldilocks.Modulus && value < Goldilocks.Modulus
            ? (ulong)(value < 0 ? value + Goldilocks.Modulus : value)
            : throw new CommandException($"--public '{option}' is not an integer of magnitude below {Goldilocks.Modulus}");

    private IEnumerable<RowRange> Rows(ParseResult result, Circuit circuit, WitnessFile? witness, List<NamedDataset> datasets, Output output)
    {
        string[] given = result.GetValue(_rows) ?? [];
        if (given.Length > 0)
        {
            return given.Length == circuit.Tables.Length ? given.Select(ReadRange) : throw new CommandException(
                $"--rows is given {given.Length} times; the circuit has {circuit.Tables.Length} tables");
        }

        ulong[] exact = [.. circuit.Tables.Select((table, t) => witness?.Tables.ElementAtOrDefault(t).Rows ?? RowsOf(table, t, datasets))];
        Note(output, $"rows exactly {string.Join(", ", exact)}");
        return exact.Select(rows => new RowRange { Least = rows, Most = rows });
    }

    private static ulong RowsOf(Table table, int number, List<NamedDataset> datasets) =>
        table.DatasetColumns is [DatasetColumn column, ..] && column.Dataset < datasets.Count && column.Block < datasets[column.Dataset].Rows.Count
            ? datasets[column.Dataset].Rows[column.Block]
            : throw new CommandException($"the rows of table {number} are not known here: give --rows, --witness or --dataset");

    private static RowRange ReadRange(string text)
    {
        string[] parts = text.Split('-');
        if (parts.Length is 1 or 2
            && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong least)
            && ulong.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong most))
        {
            return new RowRange { Least = least, Most = most };
        }

        throw new CommandException($"--rows '{text}' is not a number or a range such as 1-1000");
    }

    private static T Opened<T>(Rejection? fault, string option, T? value) where T : class =>
        fault is null ? value! : throw new CommandException($"{option} cannot be used: {fault}");

    private static byte[] ReadFile(string path)
    {
        using Stream stream = Pieces.PieceArguments.Open(path);
        if (stream.CanSeek && stream.Length > CircuitFile.MaxBytes)
        {
            throw new CommandException($"{path} has {stream.Length} bytes; at most {CircuitFile.MaxBytes} can be submitted");
        }

        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Note(Output output, string line)
    {
        if (!output.Json) { output.Error.WriteLine(line); }
    }

    /// <summary>A dataset file that was committed to here.</summary>
    private sealed record NamedDataset(string Path, Digest Id, string Profile, IReadOnlyList<ulong> Rows)
    {
        public static NamedDataset Commit(string path)
        {
            using Stream stream = Pieces.PieceArguments.Open(path);
            DatasetFile file = Opened(DatasetFile.TryOpen(stream, out DatasetFile? read), "--dataset", read);
            using var backend = new CpuProverBackend(new MemoryBudget("cpu", long.MaxValue), Environment.ProcessorCount);
            using CommittedDataset dataset = CommittedDataset.Register(
                file.Profile, file.Blocks, file.Columns, file.Schema, new ProverOptions(backend), CancellationToken.None);
            return new NamedDataset(path, dataset.Record.Id(), file.Profile.Name, [.. file.Blocks.Select(block => block.Rows)]);
        }
    }
}
