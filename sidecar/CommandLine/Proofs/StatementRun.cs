using FvmCompute.Prover.Files;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.PublicValues;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>What proving from files and checking a witness have in common: the columns in memory, and the statement with all its public values.</summary>
internal sealed class StatementRun(ProofInputs inputs, PhaseClock clock, int threads, CancellationToken cancellation)
{
    /// <summary>Computes the public values that the witness does not give.</summary>
    /// <returns>The values, and the claims that contradict those that it gives.</returns>
    /// <exception cref="CommandException">A file is malformed, or a public value is neither given nor determined.</exception>
    public DerivedPublicValues DerivePublicValues(Instance instance)
    {
        clock.Begin("public values");
        PublicValueDerivation derivation = new(instance, [.. inputs.Datasets.Select(d => d.File.Columns)], inputs.Witness.Columns);
        DerivedPublicValues derived = Reading("the files", () => derivation.Derive(inputs.Witness.PublicValues));
        return derived.Undetermined is [int missing, ..]
            ? throw new CommandException($"public value {missing}: the witness does not give it, and no CELL or SUM claim of the circuit determines it")
            : derived;
    }

    public StackedMatrix StackDataset(Instance instance, int number)
    {
        clock.Begin($"dataset {number}");
        DatasetInput input = inputs.Datasets[number];
        Layout layout = instance.DatasetLayouts[number];
        return Reading(input.Path, () => StackedMatrix.Stack(layout, input.File.Blocks, inputs.Profile.LogRowLength, input.File.Columns));
    }

    public StackedMatrix StackWitness(Instance instance)
    {
        clock.Begin("witness");
        return Reading(inputs.WitnessPath, () => CircuitProver.StackAuxiliary(instance, inputs.Witness.Columns));
    }

    /// <returns>Null where the witness satisfies the circuit.</returns>
    public WitnessFault? Check(Instance instance, IReadOnlyList<StackedMatrix> datasets, StackedMatrix witness)
    {
        WitnessCheckOptions options = new(threads) { Progress = phase => Show(phase) };
        return WitnessCheck.Run(instance, datasets, witness, options, cancellation);
    }

    /// <summary>Names the file whose columns are not what its header says.</summary>
    public static T Reading<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ProofFileException error)
        {
            throw new CommandException($"{path}: {error.Message}");
        }
    }

    private void Show(WitnessCheckPhase phase)
    {
        if (phase == WitnessCheckPhase.Done) { clock.End(); }
        else { clock.Begin($"check of {phase}".ToLowerInvariant()); }
    }
}
