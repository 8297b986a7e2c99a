using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Files;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;
using Google.Protobuf;

namespace FvmCompute.Sidecar.Circuits;

/// <summary>Checks the spec of a proof-of-circuit job, as far as that can be without its datasets.</summary>
public static class CircuitSubmission
{
    private const string Prefix = "spec.circuit.";

    /// <summary>What the market will be asked.</summary>
    /// <exception cref="SubmissionException">A field is out of range.</exception>
    public static CircuitPlan Read(CircuitSpec spec, Settings settings)
    {
        Circuit circuit = ReadCircuit(spec.Circuit, settings.MaxCircuitBytes);
        Profile profile = ReadProfile(spec.Profile);
        var plan = new CircuitPlan(
            Digest.Of(spec.Circuit.Span), ReadDatasets(spec, circuit), ReadPublicValues(spec, circuit), ReadRows(spec, circuit), profile.Id);
        CheckWitness(spec.Witness, circuit, plan, settings.MaxWitnessBytes);
        int bytes = plan.Encode().Length;
        return bytes <= CircuitPlan.MaxBytes ? plan : throw Invalid(
            "public_values", $"and rows make a plan of {bytes} bytes; the market takes {CircuitPlan.MaxBytes}");
    }

    /// <summary>The plan of a job that was checked when it was accepted.</summary>
    /// <param name="spec">As <see cref="Strip"/> left it.</param>
    public static CircuitPlan Restore(CircuitSpec spec) => new(
        new Digest(spec.CircuitBlake2B256.Span),
        [.. spec.DatasetIds.Select(id => new Digest(id.Span))],
        [.. spec.PublicValues.Select(value => value.HasFixed ? value.Fixed : (ulong?)null)],
        [.. spec.Rows.Select(rows => new RowBounds(rows.Least, rows.Most))],
        ReadProfile(spec.Profile).Id);

    /// <summary>The spec with hashes in place of circuit and witness, as records and clients get it.</summary>
    public static CircuitSpec Strip(CircuitSpec spec) => new(spec)
    {
        Circuit = ByteString.Empty,
        Witness = ByteString.Empty,
        CircuitBlake2B256 = ByteString.CopyFrom(Digest.Of(spec.Circuit.Span).Bytes),
        WitnessBlake2B256 = ByteString.CopyFrom(Digest.Of(spec.Witness.Span).Bytes),
    };

    private static Circuit ReadCircuit(ByteString bytes, int most)
    {
        if (bytes.Length == 0 || bytes.Length > most)
        {
            throw Invalid("circuit", $"has {bytes.Length} bytes; 1 to {most} (max-circuit-bytes) are allowed");
        }

        Rejection? fault = CircuitDecoding.TryDecode(bytes.Span, out Circuit? circuit);
        return (fault ?? CircuitShape.TryAnalyse(circuit!, out _)) is { } wrong ? throw Invalid("circuit", $"is not a circuit: {wrong}") : circuit!;
    }

    private static Profile ReadProfile(string name) => ProfileTable.Secure.FirstOrDefault(profile => profile.Name == name) ?? throw Invalid(
        "profile", $"is '{Cut(name)}'; known are {string.Join(", ", ProfileTable.Secure.Select(profile => profile.Name))}");

    private static ImmutableArray<Digest> ReadDatasets(CircuitSpec spec, Circuit circuit)
    {
        if (spec.DatasetIds.Count > CircuitPlan.MaxDatasets)
        {
            throw Invalid("dataset_ids", $"has {spec.DatasetIds.Count} ids; the market takes at most {CircuitPlan.MaxDatasets}");
        }

        int named = circuit.Tables.SelectMany(table => table.DatasetColumns).Select(column => column.Dataset + 1).DefaultIfEmpty().Max();
        if (spec.DatasetIds.Count < named)
        {
            throw Invalid("dataset_ids", $"has {spec.DatasetIds.Count} ids; the circuit names dataset {named - 1}, so {named} are needed");
        }

        return [.. spec.DatasetIds.Select((id, i) => id.Length == Digest.Size
            ? new Digest(id.Span)
            : throw Invalid($"dataset_ids[{i}]", $"has {id.Length} bytes; {Digest.Size} are needed"))];
    }

    private static ImmutableArray<ulong?> ReadPublicValues(CircuitSpec spec, Circuit circuit)
    {
        if (spec.PublicValues.Count != circuit.PublicValues)
        {
            throw Invalid("public_values", $"has {spec.PublicValues.Count} entries; the circuit has {circuit.PublicValues} public values");
        }

        return [.. spec.PublicValues.Select((value, i) => value.Fixed < Goldilocks.Modulus
            ? value.HasFixed ? value.Fixed : (ulong?)null
            : throw Invalid($"public_values[{i}].fixed", $"is {value.Fixed}; an element of the field is below {Goldilocks.Modulus}"))];
    }

    private static ImmutableArray<RowBounds> ReadRows(CircuitSpec spec, Circuit circuit)
    {
        if (spec.Rows.Count != circuit.Tables.Length)
        {
            throw Invalid("rows", $"has {spec.Rows.Count} ranges; the circuit has {circuit.Tables.Length} tables");
        }

        return [.. spec.Rows.Select((rows, t) => rows.Least <= rows.Most && rows.Most <= CircuitPlan.MaxRows
            ? new RowBounds(rows.Least, rows.Most)
            : throw Invalid($"rows[{t}]", $"is {rows.Least} to {rows.Most}; a range within 0 to {CircuitPlan.MaxRows} is needed"))];
    }

    private static void CheckWitness(ByteString bytes, Circuit circuit, CircuitPlan plan, int most)
    {
        if (bytes.Length > most) { throw Invalid("witness", $"has {bytes.Length} bytes; at most {most} (max-witness-bytes) are allowed"); }
        if (bytes.IsEmpty)
        {
            int columns = circuit.Tables.Sum(table => table.AuxiliaryColumns);
            if (columns > 0) { throw Invalid("witness", $"is empty; the circuit has {columns} auxiliary columns, which it must hold"); }
            return;
        }

        using var stream = new MemoryStream(bytes.ToByteArray(), writable: false);
        Rejection? fault = WitnessFile.TryOpen(stream, out WitnessFile? witness);
        if ((fault ?? witness!.CheckAgainst(circuit)) is { } wrong) { throw Invalid("witness", $"is not a witness of the circuit: {wrong}"); }
        CheckAgainstPlan(witness!, plan);
    }

    private static void CheckAgainstPlan(WitnessFile witness, CircuitPlan plan)
    {
        for (int t = 0; t < plan.Rows.Length; t++)
        {
            if (witness.Tables[t].Rows < plan.Rows[t].Least || witness.Tables[t].Rows > plan.Rows[t].Most)
            {
                throw Invalid("witness", $"has {witness.Tables[t].Rows} rows in table {t}; rows[{t}] allows {plan.Rows[t].Least} to {plan.Rows[t].Most}");
            }
        }

        for (int i = 0; i < plan.PublicValues.Length; i++)
        {
            if (plan.PublicValues[i] is { } wanted && witness.PublicValues[i] is { } given && wanted != given)
            {
                throw Invalid($"public_values[{i}].fixed", $"is {wanted}; the witness gives {given}");
            }
        }
    }

    private static SubmissionException Invalid(string field, string problem) => SubmissionException.Invalid(Prefix + field, problem);

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
