using System.CommandLine;
using System.Diagnostics;
using FvmCompute.Prover.Benchmarks;
using FvmCompute.Prover.Examples;
using FvmCompute.Sidecar.CommandLine.Proofs;
using FvmCompute.Verifier.Profiles;

namespace FvmCompute.Sidecar.CommandLine.Bench;

/// <summary><c>bench proof</c>: how long a proof takes on this machine, phase by phase beside its floor.</summary>
internal static class BenchCommand
{
    private const int DefaultRows = 1 << 20;
    private const int DefaultRounds = 3;
    private const int MaxRounds = 1000;

    public static Command Build() => new("bench", "measure this machine") { Proof() };

    private static Command Proof()
    {
        var command = new Command(
            "proof",
            "prove 64-bit comparisons (four range lookups and four auxiliary columns per row), and measure each phase beside the time that its "
            + "multiplications and hashes, or its memory traffic, take at rates measured in the same run");
        Option<int> rows = new("--rows") { Description = $"comparisons, 1 to {IntegerComparisons.MaxRows}", HelpName = "count", DefaultValueFactory = _ => DefaultRows };
        Option<int> rounds = new("--rounds")
        {
            Description = $"proofs to take medians of, 1 to {MaxRounds}, after one to warm up",
            HelpName = "count",
            DefaultValueFactory = _ => DefaultRounds,
        };
        Option<string> profile = ProofArguments.Profile();
        foreach (Option option in (Option[])[rows, rounds, profile]) { command.Options.Add(option); }
        var settings = new SettingOptions(command, "threads");
        command.Runs((result, output, cancellation) => Task.Run(
            () =>
            {
                (int proofs, int height) = (result.GetValue(rounds), result.GetValue(rows));
                Require("--rows", height, IntegerComparisons.MaxRows);
                Require("--rounds", proofs, MaxRounds);
                Profile found = ProofArguments.FindProfile(result.GetValue(profile)!, allowInsecure: false);
                output.Result(Measure(output, height, proofs, found, settings.Read(result).Threads, cancellation), (report, text) => report.Print(text));
                return 0;
            },
            cancellation));
        return command;
    }

    private static void Require(string option, int value, int most)
    {
        if (value < 1 || value > most) { throw new CommandException($"{option} {value}: 1 to {most} are allowed"); }
    }

    private static BenchReport Measure(Output output, int rows, int rounds, Profile profile, int threads, CancellationToken cancellation)
    {
        using PhaseClock clock = new(output);
        clock.Begin("making the columns and warming up");
        try
        {
            using ProofBenchmark benchmark = new(rows, profile, threads);
            ProofMeasurement measured = benchmark.Run(rounds, done => clock.Begin($"proof {done + 1} of {rounds}"), cancellation);
            using Process process = Process.GetCurrentProcess();
            return new(measured, process.PeakWorkingSet64);
        }
        catch (ArgumentException error)
        {
            throw new CommandException(error.Message);
        }
    }

    /// <param name="PeakWorkingSetBytes">Of the whole process: runtime, columns of the example and measurements of rates included.</param>
    private sealed record BenchReport(ProofMeasurement Proof, long PeakWorkingSetBytes)
    {
        public void Print(TextWriter text)
        {
            MachineRates rates = Proof.Rates;
            text.WriteLine($"{Proof.Rows} comparisons, {Proof.Profile}, {Proof.Threads} threads; medians of {Proof.Rounds} proofs");
            text.WriteLine($"rates         {rates.BaseMultiplications / 1e9:F2} G base and {rates.ExtensionMultiplications / 1e6:F0} M extension multiplications/s, "
                + $"{rates.Compressions / 1e6:F1} M BLAKE2b nodes/s, {Units.Bytes((long)rates.MemoryBytes)}/s from memory, all threads together");
            text.WriteLine($"{"phase",-14}{"time",10}{"floor",10}{"ratio",8}{"spread",9}");
            foreach (PhaseMeasurement phase in Proof.Phases)
            {
                PrintRow(text, $"{phase.Phase}".ToLowerInvariant(), phase.Seconds, phase.FloorSeconds is > 0 ? phase.FloorSeconds : null, phase.Spread);
            }

            PrintRow(text, "whole proof", Proof.Seconds, Proof.FloorSeconds, Proof.Spread);
            text.WriteLine($"witness check {Units.Duration(TimeSpan.FromSeconds(Proof.WitnessCheckSeconds))}, "
                + $"{100 * Proof.WitnessCheckSeconds / Proof.Seconds:F0} % of a proof");
            text.WriteLine($"rows          {Proof.Rows / Proof.Seconds / 1e6:F2} M/s");
            text.WriteLine($"memory        planned {Units.Bytes(Proof.PlannedBytes)}; peak of this process {Units.Bytes(PeakWorkingSetBytes)}");
            text.WriteLine($"proof         {Units.Bytes(Proof.ProofBytes)}, verified in {Units.Duration(TimeSpan.FromSeconds(Proof.VerificationSeconds))}");
        }

        private static void PrintRow(TextWriter text, string name, double seconds, double? floor, double spread)
        {
            string least = floor is { } bound ? Units.Duration(TimeSpan.FromSeconds(bound)) : "", ratio = floor is { } f ? $"{seconds / f:F1}×" : "";
            text.WriteLine($"{name,-14}{Units.Duration(TimeSpan.FromSeconds(seconds)),10}{least,10}{ratio,8}{100 * spread,7:F0} %");
        }
    }
}
