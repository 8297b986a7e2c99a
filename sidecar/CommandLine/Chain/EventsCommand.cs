using System.CommandLine;
using FvmCompute.Sidecar.CommandLine.Client;
using FvmCompute.V1;
using Grpc.Core;

namespace FvmCompute.Sidecar.CommandLine.Chain;

/// <summary><c>chain events</c>: those there are, and with <c>--follow</c> those to come.</summary>
internal static class EventsCommand
{
    public static Command Build()
    {
        var command = new Command("events", "print the events that actors emitted");
        Option<string> emitter = new("--emitter") { Description = "only those of this actor", HelpName = "address", DefaultValueFactory = _ => "" };
        Option<long> from = new("--from-epoch") { Description = "first epoch", HelpName = "epoch", DefaultValueFactory = _ => 1 };
        Option<bool> follow = new("--follow") { Description = "go on with new events until interrupted" };
        foreach (Option option in (Option[])[emitter, from, follow]) { command.Options.Add(option); }
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            var client = new V1.Chain.ChainClient(invoker);
            long head = (await client.GetHeadAsync(new GetHeadRequest(), options)).Epoch;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
            using AsyncServerStreamingCall<ActorEvent> call = client.WatchEvents(
                new WatchEventsRequest { Emitter = result.GetValue(emitter), FromEpoch = Math.Max(1, result.GetValue(from)) },
                options.WithDeadline(DateTime.MaxValue).WithCancellationToken(stop.Token));
            bool follows = result.GetValue(follow);
            while (await NextAsync(call, follows, stop.Token))
            {
                ActorEvent found = call.ResponseStream.Current;
                if (!follows && found.Epoch > head) { break; }
                output.Result(EventView.Of(found), (view, text) => text.WriteLine($"{view.Epoch,6}  {view}"));
            }

            return 0;
        });
        return command;
    }

    /// <summary>Without <c>--follow</c> the stream has no end of its own: it is over when nothing comes for a while.</summary>
    private static async Task<bool> NextAsync(AsyncServerStreamingCall<ActorEvent> call, bool follows, CancellationToken cancellation)
    {
        Task<bool> next = call.ResponseStream.MoveNext(cancellation);
        if (follows) { return await next; }
        return await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(500), cancellation)) == next && await next;
    }
}
