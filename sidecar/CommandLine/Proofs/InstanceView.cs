using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>A profile in numbers (proof-system.md §13).</summary>
internal sealed record ProfileView(int Id, string Name, bool Insecure, int M, int R0, int Levels, IReadOnlyList<ushort> Queries)
{
    public static ProfileView Of(Profile profile) => new(
        profile.Id, profile.Name, profile.IsInsecure, profile.LogRowLength, profile.LogInverseRate, profile.Levels, profile.Queries);

    public void Print(TextWriter text) => text.WriteLine(
        $"profile       {Name} ({Id:X4}{(Insecure ? ", INSECURE" : "")}): rows of 2^{M}, rate 1/{1 << R0}, {Levels} levels, queries {string.Join(", ", Queries)}");
}

/// <summary>Sizes that follow from a statement.</summary>
/// <param name="MatrixRows">W.</param>
/// <param name="LogInteractions">n_g; null without interactions.</param>
/// <param name="AdmissibleOnChain">Whether the integer rule of contracts takes it (proof-system.md §13).</param>
internal sealed record InstanceView(int MatrixRows, int AuxiliaryRows, int? LogInteractions, int Constraints, int Claims, bool AdmissibleOnChain)
{
    public static InstanceView Of(Instance instance) => new(
        instance.MatrixRows, instance.AuxiliaryRows, instance.Shape.HasInteractions ? instance.LogInteractions : null, instance.Shape.ConstraintCount,
        instance.ClaimCount, instance.IsAdmissibleOnChain);

    public void Print(TextWriter text)
    {
        string lookups = LogInteractions is { } log ? $"lookup tree of 2^{log} leaves" : "no lookups";
        text.WriteLine($"sizes         W = {MatrixRows} matrix rows, {AuxiliaryRows} of them auxiliary; {lookups}; {Constraints} constraints; {Claims} claims reduced");
        text.WriteLine($"on chains     {(AdmissibleOnChain ? "admissible" : "NOT admissible: a contract refuses these sizes")}");
    }
}

/// <summary>The soundness ledger (proof-system.md §13).</summary>
/// <param name="Bits">Of the weakest round, its work included.</param>
/// <param name="StatisticalBits">Of the weakest round without work.</param>
internal sealed record LedgerView(double Bits, double StatisticalBits, IReadOnlyList<LedgerRoundView> Rounds)
{
    public static LedgerView Of(Instance instance)
    {
        LedgerRoundView[] rounds = [.. Ledger.Rounds(instance.Profile, instance.Sizes)
            .Select(r => new LedgerRoundView(r.Name, Math.Round(r.StatisticalBits, 2), r.PowBits, Math.Round(r.StatisticalBits + r.PowBits, 2)))];
        return new(rounds.Min(r => r.Bits), rounds.Min(r => r.StatisticalBits), rounds);
    }

    public void Print(TextWriter text)
    {
        foreach (LedgerRoundView round in Rounds)
        {
            text.WriteLine($"  {round.Name,-26} {round.StatisticalBits,7:F2} bits{(round.PowBits > 0 ? $" + {round.PowBits} of work" : "")}");
        }

        text.WriteLine($"soundness     {Bits:F2} bits, {StatisticalBits:F2} without work");
    }
}

/// <summary>One round of the protocol.</summary>
internal sealed record LedgerRoundView(string Name, double StatisticalBits, int PowBits, double Bits);
