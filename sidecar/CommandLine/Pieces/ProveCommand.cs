using System.CommandLine;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.Compute;
using FvmCompute.Verifier.Possession;

namespace FvmCompute.Sidecar.CommandLine.Pieces;

/// <summary><c>piece prove FILE --leaf N …</c>: leaves with their paths, checked before they are written.</summary>
internal static class ProveCommand
{
    public static Command Build()
    {
        var command = new Command("prove", "prove possession of leaves of a piece: each 32-byte leaf with its Merkle path to the commitment");
        Argument<string> file = PieceArguments.File();
        Option<ulong[]> leaves = new("--leaf")
        {
            Description = "index of a 32-byte leaf of the padded piece; repeat for several",
            HelpName = "index",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> seed = new("--seed") { Description = "32 bytes in hex from which leaves are drawn as the market draws them", HelpName = "hex" };
        Option<int> challenges = new("--challenges") { Description = "leaves to draw from the seed", HelpName = "count", DefaultValueFactory = _ => 10 };
        Option<string?> proofFile = new("--out") { Description = "file for the proof's bytes (default: printed as hex)", HelpName = "file" };
        Option<ulong?> paddedSize = PieceArguments.PaddedSize();
        command.Arguments.Add(file);
        foreach (Option option in (Option[])[leaves, seed, challenges, proofFile, paddedSize]) { command.Options.Add(option); }
        var settings = new SettingOptions(command, "device", "device-strict", "threads");
        command.Runs((result, output, cancellation) => Task.Run(() =>
        {
            using var devices = new ComputeDevices(settings.Read(result));
            using Stream payload = PieceArguments.Open(result.GetValue(file)!);
            if (!payload.CanSeek) { throw new CommandException("proving reads the payload twice: give the path of a file, not a pipe"); }
            using var progress = new ProgressLine(output, "hashing") { TotalBytes = payload.Length };
            ComputedTree computed = devices.Commit(payload, new CommPOptions { PaddedBytes = result.GetValue(paddedSize), Progress = progress }, cancellation);
            ulong[] indexes = Indexes(result.GetValue(leaves) ?? [], result.GetValue(seed), result.GetValue(challenges), computed.Tree.Commitment.Leaves);
            byte[] proof = PossessionProof.Create(computed.Tree, payload, indexes, cancellation);
            PossessionVerdict verdict = PossessionVerifier.Verify(computed.Tree.Commitment.Root, computed.Tree.Commitment.Height, indexes, proof);
            if (!verdict.IsValid) { throw new InvalidOperationException($"a proof made here does not verify: {verdict}"); }
            Write(output, computed.Tree.Commitment, indexes, proof, result.GetValue(proofFile));
            return 0;
        }));
        return command;
    }

    private static ulong[] Indexes(ulong[] leaves, string? seed, int challenges, ulong count)
    {
        if (seed is null == (leaves.Length == 0)) { throw new CommandException("give either --leaf (one or more) or --seed"); }
        if (seed is null)
        {
            ulong beyond = leaves.FirstOrDefault(leaf => leaf >= count, ulong.MaxValue);
            return beyond == ulong.MaxValue ? leaves : throw new CommandException($"--leaf {beyond}: the piece has leaves 0 to {count - 1}");
        }

        if (seed.Length != 2 * PossessionChallenges.SeedBytes || !seed.All(char.IsAsciiHexDigit))
        {
            throw new CommandException("--seed must be 64 hex digits (32 bytes)");
        }

        if (challenges < 1 || (ulong)challenges > count) { throw new CommandException($"--challenges {challenges}: 1 to {count} are allowed for this piece"); }
        return PossessionChallenges.Leaves(Convert.FromHexString(seed), challenges, count);
    }

    private static void Write(Output output, PieceCommitment piece, ulong[] indexes, byte[] proof, string? proofFile)
    {
        if (proofFile is not null) { File.WriteAllBytes(proofFile, proof); }
        var report = new
        {
            pieceCidV1 = piece.ToCidV1().ToString(),
            pieceCidV2 = piece.ToCidV2().ToString(),
            paddedBytes = piece.PaddedBytes,
            leafIndexes = indexes,
            proofBytes = proof.Length,
            proofFile,
            proof = proofFile is null ? Convert.ToHexStringLower(proof) : null,
        };
        output.Result(report, (value, text) =>
        {
            text.WriteLine($"PieceCID v2   {value.pieceCidV2}");
            text.WriteLine($"leaves        {string.Join(", ", value.leafIndexes)}");
            text.WriteLine(value.proofFile is null ? $"proof         {value.proof}" : $"proof         {value.proofBytes} bytes in {value.proofFile}");
        });
    }
}
