using System.CommandLine;
using System.Diagnostics;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary><c>proof check-witness --circuit F --dataset F … --witness F</c>: whether a proof would be accepted, without making it.</summary>
internal static class CheckWitnessCommand
{
    private static readonly Option<string> Circuit = ProofArguments.Circuit();

    private static readonly Option<string[]> Datasets = ProofArguments.Datasets();

    private static readonly Option<string> Witness = ProofArguments.Witness();

    private static readonly Option<string> Profile = ProofArguments.Profile();

    private static readonly Option<string?> Memory = ProofArguments.Memory();

    private static readonly Option<bool> AllowInsecure = ProofArguments.AllowInsecure();

    public static Command Build()
    {
        var command = new Command(
            "check-witness",
            "check that tables satisfy a circuit without proving it, in a fraction of the time; where they do not, name the table, the row, and the "
            + "constraint, message, product or claim that fails (exit code 1)");
        foreach (Option option in (Option[])[Circuit, Datasets, Witness, Profile, Memory, AllowInsecure]) { command.Options.Add(option); }
        var settings = new SettingOptions(command, "threads");
        command.Runs((result, output, cancellation) => Task.Run(() => Run(result, output, settings.Read(result).Threads, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult result, Output output, int threads, CancellationToken cancellation)
    {
        bool allowInsecure = result.GetValue(AllowInsecure);
        long? memory = ProofArguments.ParseMemory(result.GetValue(Memory));
        Profile profile = ProofArguments.FindProfile(result.GetValue(Profile)!, allowInsecure);
        using ProofInputs inputs = ProofInputs.Open(
            result.GetValue(Circuit)!, result.GetValue(Datasets) ?? [], result.GetValue(Witness)!, profile, context: default);
        using PhaseClock clock = new(output);
        Instance open = inputs.OpenInstance(allowInsecure);
        MemoryPlan plan = MemoryPlan.OfCheck(open, threads, inputs.ColumnBytes);
        plan.RequireBelow(memory);
        StatementRun run = new(inputs, clock, threads, cancellation);
        long start = Stopwatch.GetTimestamp();
        Instance instance = ProofInputs.Complete(open, run.DerivePublicValues(open), allowInsecure);
        StackedMatrix[] datasets = [.. Enumerable.Range(0, inputs.Datasets.Count).Select(d => run.StackDataset(instance, d))];
        WitnessFault? fault = run.Check(instance, datasets, run.StackWitness(instance));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        WitnessReport report = new(fault is null, FaultView.Of(fault), PublicValueView.Of(instance.Statement), plan, clock.Phases, seconds);
        output.Result(report, (own, text) => own.Print(text));
        return fault is null ? 0 : ExitCodes.Failed;
    }

    private sealed record WitnessReport(
        bool Satisfied, FaultView? Fault, IReadOnlyList<PublicValueView> PublicValues, MemoryPlan Plan, IReadOnlyList<PhaseTime> Phases, double Seconds)
    {
        public void Print(TextWriter text)
        {
            text.WriteLine(Fault is null ? "satisfied     an honest proof would be accepted" : $"NOT SATISFIED {Fault.Text}");
            foreach (PublicValueView value in PublicValues) { value.Print(text); }
            foreach (PhaseTime phase in Phases) { text.WriteLine($"  {phase.Phase,-20} {Units.Duration(TimeSpan.FromSeconds(phase.Seconds))}"); }
            text.WriteLine($"checked       in {Units.Duration(TimeSpan.FromSeconds(Seconds))}, with up to {Units.Bytes(Plan.TotalBytes)} of memory");
        }
    }
}
