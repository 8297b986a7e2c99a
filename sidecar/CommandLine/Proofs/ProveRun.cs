using System.Diagnostics;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Matrices;
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
internal sealed class ProveRun(ProofInputs inputs, ProverOptions options, int threads, PhaseClock clock, CancellationToken cancellation)
{
    private readonly StatementRun _statement = new(inputs, clock, threads, cancellation);

    /// <exception cref="CommandException">
    /// A file is malformed, a public value is missing or contradicts its claims, or the witness does not satisfy the circuit: it is checked before anything is
    /// proven, which costs a fraction of a proof.
    /// </exception>
    public ProvedStatement Run()
    {
        List<CommittedDataset> datasets = [];
        try
        {
            foreach (DatasetInput dataset in inputs.Datasets) { datasets.Add(Commit(dataset, datasets.Count)); }
            Instance instance = Complete(inputs.InstanceOf([.. datasets.Select(d => d.Record)], options.AllowInsecureProfiles));
            StackedMatrix witness = _statement.StackWitness(instance);
            if (_statement.Check(instance, [.. datasets.Select(d => d.Matrix)], witness) is { } fault)
            {
                throw new CommandException($"the witness does not satisfy the circuit: {fault}");
            }

            return Verify(instance.Statement, CircuitProver.Prove(instance, datasets, witness, options, cancellation));
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
        return StatementRun.Reading(
            dataset.Path, () => CommittedDataset.Register(inputs.Profile, file.Blocks, file.Columns, file.Schema, options, cancellation));
    }

    /// <summary>The statement with all its public values.</summary>
    private Instance Complete(Instance instance)
    {
        DerivedPublicValues derived = _statement.DerivePublicValues(instance);
        if (derived.FalseClaims is [FalseClaim wrong, ..]) { throw new CommandException(Describe(wrong)); }
        return ProofInputs.Complete(instance, derived, options.AllowInsecureProfiles);
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
}
