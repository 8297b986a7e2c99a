using System.CommandLine;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Prover.Proving;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Roots;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Vm.Chain;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary>What all commands share: <c>--json</c>, one place that turns failures into a message and an exit code, and cancellation by SIGINT.</summary>
public static class CommandRunner
{
    public static readonly Option<bool> Json = new("--json") { Description = "print one JSON document instead of text", Recursive = true };

    /// <summary>
    /// Gives a command its action. What the action throws for a reason of the user's becomes a message; anything else is a bug and keeps its stack trace.
    /// </summary>
    public static void Runs(this Command command, Func<ParseResult, Output, CancellationToken, Task<int>> action) =>
        command.SetAction((result, cancellation) => RunAsync(action, result, cancellation));

    private static async Task<int> RunAsync(
        Func<ParseResult, Output, CancellationToken, Task<int>> action, ParseResult result, CancellationToken cancellation)
    {
        var output = new Output(result.GetValue(Json), Console.Out, Console.Error);
        try
        {
            return await action(result, output, cancellation);
        }
        catch (ConfigurationException error)
        {
            output.Failure(error.Message);
            return ExitCodes.Usage;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            output.Failure("cancelled");
            return ExitCodes.Cancelled;
        }
        catch (Exception error) when (Explain(error) is { } message)
        {
            output.Failure(message);
            return ExitCodes.Failed;
        }
    }

    private static string? Explain(Exception error) => error switch
    {
        CommandException or RootAccessException or JobStoreException or FilecoinFormatException => error.Message,
        OutOfMemoryException => "there is not enough memory for this",
        UnsatisfiedException or ChainException or MessageFailedException or UnauthorizedAccessException or IOException => error.Message,
        _ => null,
    };
}
