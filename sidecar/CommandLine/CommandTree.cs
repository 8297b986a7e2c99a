using System.CommandLine;
using FvmCompute.Sidecar.CommandLine.Pieces;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary>All commands of <c>fvmcompute</c>.</summary>
public static class CommandTree
{
    public static RootCommand Build()
    {
        var root = new RootCommand("FvmCompute: verifiable compute on data stored on Filecoin, settled by an actor in an embedded FVM")
        {
            PieceCommand.Build(),
        };
        root.Options.Add(CommandRunner.Json);
        return root;
    }
}
