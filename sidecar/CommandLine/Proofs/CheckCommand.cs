using System.CommandLine;
using FvmCompute.Verifier.VectorChecks;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary><c>proof check VECTOR.json …</c>: the verifier against end-to-end vectors.</summary>
internal static class CheckCommand
{
    private const int MaxShown = 80;

    public static Command Build()
    {
        var command = new Command(
            "check",
            "run the verifier on end-to-end vector files: the proof must be accepted, every tampered entry rejected, "
            + "and statement hash, level hashes and continuation agree");
        Argument<string[]> files = new("vectors") { Description = "files in the format of tests/vectors/proof/e2e-*.json", Arity = ArgumentArity.OneOrMore };
        command.Arguments.Add(files);
        command.Runs((result, output, cancellation) => Task.Run(
            () =>
            {
                List<VectorView> views = [];
                foreach (string file in result.GetValue(files)!)
                {
                    cancellation.ThrowIfCancellationRequested();
                    views.Add(VectorView.Of(file, VectorCheck.Run(ProofPaths.ReadVector(file))));
                }

                output.Result(views, (list, text) => list.ForEach(view => view.Print(text)));
                return views.All(view => view.Passed) ? 0 : ExitCodes.Failed;
            },
            cancellation));
        return command;
    }

    private sealed record VectorView(string File, string Name, bool Passed, IReadOnlyList<VectorEntry> Entries)
    {
        public static VectorView Of(string file, VectorReport report) => new(file, report.Name, report.Passed, report.Entries);

        public void Print(TextWriter text)
        {
            text.WriteLine($"{(Passed ? "passed" : "FAILED")}  {File}: {Printable(Name)}");
            foreach (VectorEntry entry in Entries)
            {
                string expected = entry.Agrees ? "" : $", expected {Cut(entry.Expected)}";
                text.WriteLine($"  {(entry.Agrees ? "ok    " : "WRONG ")} {Printable(entry.Name)}: {Cut(entry.Got)}{expected}");
            }
        }

        /// <summary>Long values are whole in <c>--json</c>.</summary>
        private static string Cut(string value) => Printable(value.Length <= MaxShown ? value : value[..MaxShown] + "…");

        /// <summary>Names come from the file: what would steer a terminal is shown as a question mark.</summary>
        private static string Printable(string value) => string.Concat(value.Select(c => char.IsControl(c) ? '?' : c));
    }
}
