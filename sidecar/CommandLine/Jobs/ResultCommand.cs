using System.CommandLine;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Sidecar.CommandLine.Client;
using FvmCompute.V1;
using Grpc.Core;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary><c>result JOB [--out FILE]</c>: the attested result and its proof, checked on arrival.</summary>
internal static class ResultCommand
{
    public static Command Build()
    {
        var command = new Command("result", "fetch the result of a job: attestation, signature, proof, and what a proof of circuit shows");
        Argument<string> name = new("job") { Description = "name of the job: jobs/…" };
        Option<string?> file = new("--out") { Description = "file for the proof: leaves and paths, or a proof file that `proof verify` reads", HelpName = "file" };
        command.Arguments.Add(name);
        command.Options.Add(file);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            (JobResult received, byte[] proof) = await FetchAsync(new V1.Jobs.JobsClient(invoker), result.GetValue(name)!, options);
            if (result.GetValue(file) is { } path) { await File.WriteAllBytesAsync(path, proof, options.CancellationToken); }
            output.Result(ResultView.Of(received, result.GetValue(file)), (view, text) => view.Print(text));
            return 0;
        });
        return command;
    }

    private static async Task<(JobResult Result, byte[] Proof)> FetchAsync(V1.Jobs.JobsClient client, string name, CallOptions options)
    {
        using AsyncServerStreamingCall<GetResultResponse> call = client.GetResult(new GetResultRequest { Name = name }, options);
        JobResult? received = null;
        using var proof = new MemoryStream();
        while (await call.ResponseStream.MoveNext(options.CancellationToken))
        {
            received ??= call.ResponseStream.Current.Result;
            call.ResponseStream.Current.ProofChunk.WriteTo(proof);
        }

        if (received is null) { throw new CommandException("the server sent no result"); }
        return Blake2b.Hash256(proof.ToArray()).AsSpan().SequenceEqual(received.ProofBlake2B256.Span)
            ? (received, proof.ToArray())
            : throw new CommandException("the proof that arrived does not have the hash that the result names");
    }
}
