using System.CommandLine;

namespace FvmCompute.Sidecar.CommandLine.Pieces;

/// <summary><c>piece commp|verify|prove</c>: what needs no server.</summary>
internal static class PieceCommand
{
    public static Command Build() => new("piece", "piece commitments and possession proofs of files")
    {
        CommpCommand.Build(), VerifyCommand.Build(), ProveCommand.Build(),
    };
}
