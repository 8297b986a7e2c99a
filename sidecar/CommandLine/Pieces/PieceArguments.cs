using System.CommandLine;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Sidecar.CommandLine.Pieces;

/// <summary>Arguments that the piece commands share.</summary>
internal static class PieceArguments
{
    public static Argument<string> File() => new("file") { Description = "path of the payload, or - for standard input" };

    public static Option<string> PieceCidOption() =>
        new("--piece-cid") { Description = "PieceCID v1 or v2 that is claimed", HelpName = "cid", Required = true };

    public static Option<ulong?> PaddedSize() => new("--padded-size")
    {
        Description = "padded piece size in bytes, a power of two of at least 128 (default: the smallest that holds the payload, or what a PieceCID v2 says)",
        HelpName = "bytes",
    };

    /// <summary>Opens the payload with a message that a user can act on.</summary>
    public static Stream Open(string path)
    {
        if (path == "-") { return Console.OpenStandardInput(); }
        if (Directory.Exists(path)) { throw new CommandException($"{path} is a folder; give the path of a file"); }
        if (!System.IO.File.Exists(path)) { throw new CommandException($"there is no file {path}"); }
        try
        {
            return new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be read: permission denied");
        }
    }

    /// <summary>Root and padded size that a PieceCID names.</summary>
    /// <param name="paddedSize">Needed for v1, which does not carry it; must agree with v2.</param>
    public static (byte[] Root, ulong PaddedBytes) Read(string text, ulong? paddedSize)
    {
        if (!Cid.TryParse(text, out Cid? cid, out FormatError error)) { throw new CommandException($"'{text}' is not a CID: {error.Message}"); }
        if (PieceCid.TryReadV2(cid, out PieceCommitment? piece, out FormatError version2))
        {
            if (paddedSize is { } given && given != piece.PaddedBytes)
            {
                throw new CommandException($"--padded-size {given} disagrees with the PieceCID v2, which says {piece.PaddedBytes}");
            }

            return (piece.Root.ToArray(), piece.PaddedBytes);
        }

        if (!PieceCid.TryReadV1(cid, out ReadOnlySpan<byte> root, out FormatError version1))
        {
            throw new CommandException($"{text} is not a PieceCID: as v1, {version1.Message}; as v2, {version2.Message}");
        }

        if (paddedSize is not { } size) { throw new CommandException("a PieceCID v1 does not carry the piece's size: give --padded-size, or the PieceCID v2"); }
        return PieceSize.TryHeightOf(size, out _, out FormatError wrong)
            ? (root.ToArray(), size)
            : throw new CommandException($"--padded-size {size}: {wrong.Message}");
    }
}
