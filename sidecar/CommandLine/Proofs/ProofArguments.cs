using System.CommandLine;
using System.Globalization;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>Options that the proof commands share, and how their texts are read.</summary>
internal static class ProofArguments
{
    public const string DefaultProfile = "chain-4-m18";

    public static Option<string> Profile() => new("--profile")
    {
        Description = "profile of proof system v1: chain-* for proofs that a contract verifies, offchain-* for others",
        HelpName = "name",
        DefaultValueFactory = _ => DefaultProfile,
    };

    public static Option<string> Circuit() => new("--circuit") { Description = "circuit file", HelpName = "file", Required = true };

    public static Option<string[]> Datasets() => new("--dataset")
    {
        Description = "dataset file; repeat in the order of the circuit's dataset numbers",
        HelpName = "file",
    };

    public static Option<string> Witness() => new("--witness") { Description = "witness file", HelpName = "file", Required = true };

    public static Option<string?> Memory() => new("--memory")
    {
        Description = "refuse to start when the plan needs more: bytes, or with a unit such as 8GiB (default: the memory of this machine)",
        HelpName = "bytes",
    };

    public static Option<bool> AllowInsecure() => new("--allow-insecure-test-profiles") { Description = "take test profiles too, which prove nothing to anybody" };

    /// <exception cref="CommandException">There is no such profile, or it is a test profile that was not asked for.</exception>
    public static Profile FindProfile(string name, bool allowInsecure)
    {
        IEnumerable<Profile> known = allowInsecure ? ProfileTable.Secure.Concat(ProfileTable.Test) : ProfileTable.Secure;
        return known.FirstOrDefault(profile => profile.Name == name)
            ?? throw new CommandException($"there is no profile '{name}'; known are {string.Join(", ", known.Select(profile => profile.Name))}");
    }

    /// <summary>32 bytes in hex.</summary>
    /// <param name="option">Names them in the message.</param>
    /// <exception cref="CommandException">The text is something else.</exception>
    public static Digest ParseDigest(string option, string text) =>
        text.Length == 2 * Digest.Size && text.All(char.IsAsciiHexDigit)
            ? new Digest(Convert.FromHexString(text))
            : throw new CommandException($"{option} '{text}': 64 hex digits (32 bytes) are needed");

    /// <summary>The value of <see cref="Memory"/>.</summary>
    /// <exception cref="CommandException">The text is something else.</exception>
    public static long? ParseMemory(string? text)
    {
        if (text is null) { return null; }
        return Units.TryParseBytes(text, out long bytes) ? bytes : throw new CommandException($"--memory '{text}' is not a number of bytes such as 8GiB");
    }

    /// <summary>The two sides of <c>INDEX=TEXT</c>.</summary>
    /// <exception cref="CommandException">The text is something else.</exception>
    public static (int Index, string Text) ParseIndexed(string option, string text, string form)
    {
        string[] sides = text.Split('=', 2);
        bool parsed = int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        return parsed && sides.Length == 2 ? (index, sides[1]) : throw new CommandException($"{option} '{text}' is not {form}");
    }
}
