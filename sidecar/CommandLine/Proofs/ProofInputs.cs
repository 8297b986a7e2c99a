using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.PublicValues;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>A dataset file and where it came from.</summary>
internal sealed record DatasetInput(string Path, DatasetFile File);

/// <summary>The files that a proof is made from, their headers read and found to fit each other.</summary>
internal sealed class ProofInputs : IDisposable
{
    private readonly List<FileStream> _files = [];

    private ProofInputs(string witnessPath) => WitnessPath = witnessPath;

    public Circuit Circuit { get; private set; } = null!;

    public Profile Profile { get; private set; } = null!;

    public Digest Context { get; private set; }

    /// <summary>In the order of the circuit's dataset numbers.</summary>
    public IReadOnlyList<DatasetInput> Datasets { get; private set; } = [];

    public WitnessFile Witness { get; private set; } = null!;

    public string WitnessPath { get; }

    /// <summary>Bytes of all columns in the files.</summary>
    public long ColumnBytes => Witness.ColumnBytes + Datasets.Sum(d => d.File.ColumnBytes);

    /// <exception cref="CommandException">A file is missing or malformed, or they do not fit each other.</exception>
    public static ProofInputs Open(string circuit, IReadOnlyList<string> datasets, string witness, Profile profile, Digest context)
    {
        ProofInputs inputs = new(witness) { Circuit = ProofPaths.ReadCircuit(circuit).Circuit, Profile = profile, Context = context };
        try
        {
            inputs.Datasets = [.. datasets.Select(inputs.OpenDataset)];
            ProofPaths.Accept(witness, WitnessFile.TryOpen(inputs.Keep(witness), out WitnessFile? opened));
            inputs.Witness = opened!;
            ProofPaths.Accept(witness, opened!.CheckAgainst(inputs.Circuit));
            return inputs;
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    /// <summary>The statement as far as it is known before anything is committed to: records without roots, zeros for values to be derived.</summary>
    /// <exception cref="CommandException">The profile or a limit refuses it.</exception>
    public Instance OpenInstance(bool allowInsecure) => InstanceOf(
        [.. Datasets.Select(d => new Dataset(default, Profile.LogRowLength, Profile.LogInverseRate, d.File.Blocks, d.File.Schema, Ext2.Zero))],
        allowInsecure);

    /// <summary>The statement over committed datasets, zeros for values to be derived.</summary>
    public Instance InstanceOf(ImmutableArray<Dataset> records, bool allowInsecure)
    {
        ImmutableArray<ulong> values = [.. Witness.PublicValues.Select(v => v ?? 0)];
        return Accept(new(Context, Profile, Circuit, records, [.. Witness.Tables.Select(t => t.Rows)], values), allowInsecure);
    }

    /// <summary>An instance of these files with its public values.</summary>
    public static Instance Complete(Instance instance, DerivedPublicValues derived, bool allowInsecure) =>
        Accept(instance.Statement with { PublicValues = derived.Values }, allowInsecure);

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static Instance Accept(Statement statement, bool allowInsecure)
    {
        Rejection? fault = Instance.TryCreate(statement, allowInsecure, out Instance? instance);
        return instance ?? throw new CommandException($"the statement that these files make is refused: {fault}");
    }

    private FileStream Keep(string path)
    {
        FileStream file = ProofPaths.Open(path);
        _files.Add(file);
        return file;
    }

    private DatasetInput OpenDataset(string path)
    {
        ProofPaths.Accept(path, DatasetFile.TryOpen(Keep(path), out DatasetFile? dataset));
        Profile own = dataset!.Profile;
        if ((own.LogRowLength, own.LogInverseRate) == (Profile.LogRowLength, Profile.LogInverseRate)) { return new(path, dataset); }
        throw new CommandException(
            $"{path} is for profiles with m = {own.LogRowLength} and r0 = {own.LogInverseRate}, such as {own.Name}; "
            + $"--profile {Profile.Name} has m = {Profile.LogRowLength} and r0 = {Profile.LogInverseRate}");
    }
}
