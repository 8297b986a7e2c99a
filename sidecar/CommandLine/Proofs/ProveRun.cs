using System.Diagnostics;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.PublicValues;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>A statement with its proof, verified.</summary>
internal sealed record ProvedStatement(Statement Statement, ProofFile File, CircuitProof Proof, TimeSpan VerificationTime);

/// <summary>From opened files to a verified proof.</summary>
internal sealed class ProveRun(ProofInputs inputs, ProverOptions options, PhaseClock clock, CancellationToken cancellation)
{
    /// <exception cref="CommandException">A file is malformed, or a public value is missing or contradicts its claims.</exception>
    /// <exception cref="UnsatisfiedException">The witness does not satisfy the circuit.</exception>
    public ProvedStatement Run()
    {
        List<CommittedDataset> datasets = [];
        try
        {
            foreach (DatasetInput dataset in inputs.Datasets) { datasets.Add(Commit(dataset, datasets.Count)); }
            Statement statement = Complete(inputs.InstanceOf([.. datasets.Select(d => d.Record)], options.AllowInsecureProfiles));
            CircuitProof proof = Reading(inputs.WitnessPath, () => CircuitProver.Prove(statement, datasets, inputs.Witness.Columns, options, cancellation));
            return Verify(statement, proof);
        }
        finally
        {
            datasets.ForEach(dataset => dataset.Dispose());
        }
    }

    private CommittedDataset Commit(DatasetInput dataset, int number)
    {
        clock.Begin($"dataset {number}");
        DatasetFile file = dataset.File;
        return Reading(
            dataset.Path, () => CommittedDataset.Register(inputs.Profile, file.Blocks, file.Columns, file.Schema, options, cancellation));
    }

    /// <summary>The statement with all its public values.</summary>
    private Statement Complete(Instance instance)
    {
        clock.Begin("public values");
        PublicValueDerivation derivation = new(instance, [.. inputs.Datasets.Select(d => d.File.Columns)], inputs.Witness.Columns);
        DerivedPublicValues derived = Reading("the files", () => derivation.Derive(inputs.Witness.PublicValues));
        if (derived.Undetermined is [int missing, ..])
        {
            throw new CommandException($"public value {missing}: the witness does not give it, and no CELL or SUM claim of the circuit determines it");
        }

        if (derived.FalseClaims is [FalseClaim wrong, ..]) { throw new CommandException(Describe(wrong)); }
        return instance.Statement with { PublicValues = derived.Values };
    }

    private string Describe(FalseClaim wrong)
    {
        LinearClaim claim = inputs.Circuit.Claims[wrong.Claim];
        string place = claim.Kind == ClaimKind.Sum ? "the sum" : $"row {claim.Row}";
        return $"claim {wrong.Claim} is false: {place} of table {claim.Column.Table}, column {claim.Column.Column} is {new FieldValue(wrong.ColumnValue)}, "
            + $"public value {claim.PublicValue} is {new FieldValue(wrong.PublicValue)}";
    }

    /// <summary>Also the openings, which the prover does not check itself.</summary>
    private ProvedStatement Verify(Statement statement, CircuitProof proof)
    {
        clock.Begin("verification");
        ProofFile file = new(statement.Encode(), proof.Encode());
        long start = Stopwatch.GetTimestamp();
        Verdict verdict = ProofVerifier.Verify(file.Statement, file.Proof, new VerifierOptions(options.AllowInsecureProfiles));
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        clock.End();
        if (!verdict.IsAccepted) { throw new InvalidOperationException($"a proof made here does not verify: {verdict}"); }
        return new(statement, file, proof, time);
    }

    /// <summary>Names the file whose columns are not what its header says.</summary>
    private static T Reading<T>(string path, Func<T> work)
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
}
