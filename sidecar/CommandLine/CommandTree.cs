using System.CommandLine;
using FvmCompute.Sidecar.CommandLine.Bench;
using FvmCompute.Sidecar.CommandLine.Chain;
using FvmCompute.Sidecar.CommandLine.Demo;
using FvmCompute.Sidecar.CommandLine.Jobs;
using FvmCompute.Sidecar.CommandLine.Pieces;
using FvmCompute.Sidecar.CommandLine.Proofs;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary>All commands of <c>fvmcompute</c>.</summary>
public static class CommandTree
{
    public static RootCommand Build()
    {
        var root = new RootCommand("FvmCompute: verifiable compute on data stored on Filecoin, settled by an actor in an embedded FVM")
        {
            DemoCommand.Build(),
            ServeCommand.Build(),
            SubmitCommand.Build(),
            JobsCommand.Build(),
            WatchCommand.Build(),
            JobsCommand.Cancel(),
            ResultCommand.Build(),
            PieceCommand.Build(),
            ProofCommand.Build(),
            BenchCommand.Build(),
            DevicesCommand.Build(),
            ChainCommand.Build(),
            ActorCommand.Build(),
        };
        root.Options.Add(CommandRunner.Json);
        return root;
    }
}
