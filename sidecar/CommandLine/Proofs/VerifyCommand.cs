using System.CommandLine;
using System.Diagnostics;
using FvmCompute.Prover.Files;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary><c>proof verify PROOF</c>: the proof, and that its statement is the one that was agreed.</summary>
internal static class VerifyCommand
{
    public static Command Build()
    {
        var command = new Command(
            "verify",
            "verify a proof file, and that its statement says what was agreed: whatever is not given here is printed but not checked; "
            + "exit code 1 when the proof or a comparison is refused");
        Argument<string> file = new("proof") { Description = "proof file" };
        Option<bool> allowInsecure = ProofArguments.AllowInsecure();
        command.Arguments.Add(file);
        Pins pins = new(command);
        command.Options.Add(allowInsecure);
        command.Runs((result, output, cancellation) => Task.Run(
            () =>
            {
                string path = result.GetValue(file)!;
                ProofFile proof = ProofPaths.ReadProof(path);
                Rejection? malformed = StatementDecoding.TryDecode(proof.Statement, out Statement? statement);
                IReadOnlyList<PinCheck> checks = malformed is null ? pins.Check(result, statement!) : [];
                long start = Stopwatch.GetTimestamp();
                Verdict verdict = ProofVerifier.Verify(proof.Statement, proof.Proof, new VerifierOptions(result.GetValue(allowInsecure)));
                VerifyReport report = VerifyReport.Of(path, proof, statement, verdict, checks, Stopwatch.GetElapsedTime(start));
                output.Result(report, (value, text) => value.Print(text));
                return report.Accepted ? 0 : ExitCodes.Failed;
            },
            cancellation));
        return command;
    }

    private sealed record VerifyReport(
        bool Accepted,
        string File,
        string Verdict,
        RejectionView? Rejection,
        string? Profile,
        bool InsecureProfile,
        string StatementHash,
        IReadOnlyList<PublicValueView> PublicValues,
        IReadOnlyList<PinCheck> Checks,
        double Seconds)
    {
        public static VerifyReport Of(
            string path, ProofFile proof, Statement? statement, Verdict verdict, IReadOnlyList<PinCheck> checks, TimeSpan time) => new(
                verdict.IsAccepted && checks.All(check => check.Holds is not false), path, verdict.Code, RejectionView.Of(verdict.Rejection),
                statement?.Profile.Name, statement?.Profile.IsInsecure ?? false, $"{Digest.Of(proof.Statement)}",
                statement is null ? [] : PublicValueView.Of(statement), checks, time.TotalSeconds);

        public void Print(TextWriter text)
        {
            text.WriteLine(Accepted ? $"accepted      {File}" : $"REJECTED      {File}");
            if (Rejection is { } fault) { text.WriteLine($"reason        {fault.Reason}: {fault.Where} [{fault.Index}]: expected {fault.Expected}, got {fault.Got}"); }
            foreach (PinCheck check in Checks.Where(check => check.Holds is false))
            {
                text.WriteLine($"reason        {check.What}: expected {check.Expected}, got {check.Got}");
            }

            text.WriteLine($"statement     {StatementHash}, verified in {Units.Duration(TimeSpan.FromSeconds(Seconds))}");
            if (Profile is not null) { text.WriteLine($"profile       {Profile}{(InsecureProfile ? ": INSECURE, it proves nothing to anybody" : "")}"); }
            foreach (PinCheck check in Checks.Where(check => check.Holds is true)) { text.WriteLine($"as agreed     {check.What}: {check.Got}"); }
            foreach (PinCheck check in Checks.Where(check => check.Holds is null)) { text.WriteLine($"NOT CHECKED   {check.What}: {check.Got}"); }
            if (Accepted && Checks.Any(check => check.Holds is null)) { text.WriteLine("what is not checked here can be anything that the prover liked"); }
        }
    }

    private sealed record RejectionView(string Reason, string Where, long Index, string Expected, string Got)
    {
        public static RejectionView? Of(Rejection? rejection) =>
            rejection is null ? null : new(rejection.Code, rejection.Where, rejection.Index, rejection.Expected, rejection.Got);
    }
}
