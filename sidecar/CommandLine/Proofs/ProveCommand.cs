using System.CommandLine;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary><c>proof prove --circuit F --dataset F … --witness F --out PROOF</c>.</summary>
internal static class ProveCommand
{
    private static readonly Option<string> Circuit = ProofArguments.Circuit();

    private static readonly Option<string[]> Datasets = ProofArguments.Datasets();

    private static readonly Option<string> Witness = ProofArguments.Witness();

    private static readonly Option<string> Out = new("--out") { Description = "proof file to write, whole or not at all", HelpName = "file", Required = true };

    private static readonly Option<string> Profile = ProofArguments.Profile();

    private static readonly Option<string?> Context = new("--context")
    {
        Description = "32 bytes in hex that bind the proof to one use: chain, actor, job, plan, nonce (default: zeros)",
        HelpName = "hex",
    };

    private static readonly Option<string?> Memory = ProofArguments.Memory();

    private static readonly Option<bool> AllowInsecure = ProofArguments.AllowInsecure();

    public static Command Build()
    {
        var command = new Command("prove", "prove that tables satisfy a circuit; the proof is verified wholly before it is written");
        foreach (Option option in (Option[])[Circuit, Datasets, Witness, Out, Profile, Context, Memory, AllowInsecure]) { command.Options.Add(option); }
        var settings = new SettingOptions(command, "threads");
        command.Runs((result, output, cancellation) => Task.Run(
            () =>
            {
                Run(result, output, settings.Read(result).Threads, cancellation);
                return 0;
            },
            cancellation));
        return command;
    }

    private static void Run(ParseResult result, Output output, int threads, CancellationToken cancellation)
    {
        bool allowInsecure = result.GetValue(AllowInsecure);
        long? memory = ProofArguments.ParseMemory(result.GetValue(Memory));
        string path = result.GetValue(Out)!;
        ProofPaths.RequireFolderOf(path);
        using ProofInputs inputs = Open(result, allowInsecure);
        using PhaseClock clock = new(output);
        using CpuProverBackend backend = new(new MemoryBudget("cpu", long.MaxValue), threads);
        ProverOptions options = new(backend)
        {
            AllowInsecureProfiles = allowInsecure,
            Progress = phase => Show(clock, phase),
        };
        MemoryPlan plan = MemoryPlan.OfProof(inputs.OpenInstance(allowInsecure), options, threads, inputs.ColumnBytes);
        plan.RequireBelow(memory);
        output.Say($"memory        up to {Units.Bytes(plan.TotalBytes)}: datasets {Units.Bytes(plan.DatasetBytes)}, "
            + $"proof {Units.Bytes(plan.ProofBytes)}, columns read {Units.Bytes(plan.ColumnBytes)}, the process itself {Units.Bytes(plan.ProcessBytes)}");
        ProvedStatement proved = new ProveRun(inputs, options, threads, clock, cancellation).Run();
        ProofPaths.WriteWhole(path, proved.File.Write);
        output.Result(ProveReport.Of(path, inputs, proved, plan, clock.Phases), (report, text) => report.Print(text));
    }

    private static void Show(PhaseClock clock, ProofPhase phase)
    {
        if (phase == ProofPhase.Done) { clock.End(); }
        else { clock.Begin($"{phase}".ToLowerInvariant()); }
    }

    private static ProofInputs Open(ParseResult result, bool allowInsecure)
    {
        Profile profile = ProofArguments.FindProfile(result.GetValue(Profile)!, allowInsecure);
        Digest context = result.GetValue(Context) is { } text ? ProofArguments.ParseDigest("--context", text) : default;
        return ProofInputs.Open(result.GetValue(Circuit)!, result.GetValue(Datasets) ?? [], result.GetValue(Witness)!, profile, context);
    }
}
