using System.CommandLine;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary><c>proof prove|verify|inspect|commit|example|check|check-witness</c>: proof system v1 on files, without a server.</summary>
internal static class ProofCommand
{
    public static Command Build() => new("proof", "prove circuits over committed tables, and verify and inspect such proofs (docs/proof-files.md)")
    {
        ProveCommand.Build(), VerifyCommand.Build(), InspectCommand.Build(), CommitCommand.Build(), ExampleCommand.Build(), CheckCommand.Build(),
        CheckWitnessCommand.Build(),
    };
}
