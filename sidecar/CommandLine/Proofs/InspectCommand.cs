using System.CommandLine;
using FvmCompute.Prover.Files;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary><c>proof inspect FILE</c>: what is in a file, without proving or verifying anything.</summary>
internal static class InspectCommand
{
    public static Command Build()
    {
        var command = new Command("inspect", "show what is in a circuit, dataset, witness or proof file, or in an end-to-end vector; nothing is verified");
        Argument<string> file = new("file") { Description = "file of any of these kinds" };
        command.Arguments.Add(file);
        command.Runs((result, output, cancellation) => Task.Run(
            () =>
            {
                Inspect(result.GetValue(file)!, output);
                return 0;
            },
            cancellation));
        return command;
    }

    private static void Inspect(string path, Output output)
    {
        using FileStream stream = ProofPaths.Open(path);
        switch (FileStart.KindOf(stream))
        {
            case ProofFileKind.Dataset:
                ProofPaths.Accept(path, DatasetFile.TryOpen(stream, out DatasetFile? dataset));
                output.Result(DatasetFileView.Of(path, dataset!), (view, text) => view.Print(text));
                return;
            case ProofFileKind.Witness:
                ProofPaths.Accept(path, WitnessFile.TryOpen(stream, out WitnessFile? witness));
                output.Result(WitnessFileView.Of(path, witness!), (view, text) => view.Print(text));
                return;
            case ProofFileKind.Proof:
                output.Result(ProofFileView.Of(path, ProofPaths.ReadProof(path)), (view, text) => view.Print(text));
                return;
            default:
                if (VectorProof.TryRead(stream, path, out ProofFile? vector))
                {
                    output.Result(ProofFileView.Of(path, vector!), (view, text) => view.Print(text));
                    return;
                }

                (Circuit circuit, CircuitShape shape) = ProofPaths.ReadCircuit(path);
                output.Result(CircuitView.Of(path, circuit, shape), (view, text) => view.Print(text));
                return;
        }
    }
}
