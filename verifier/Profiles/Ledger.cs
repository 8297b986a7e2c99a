using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Verdicts;
using static System.Math;

namespace FvmCompute.Verifier.Profiles;

/// <summary>The sizes of a statement that its soundness depends on.</summary>
/// <param name="Rows">W, rows of the virtual matrix.</param>
/// <param name="LogInteractions">n_g, log₂ of the lookup leaves.</param>
/// <param name="Width">Columns of the widest message.</param>
/// <param name="Degree">D, coefficients per zerocheck round.</param>
/// <param name="DatasetRows">Rows of the largest dataset, at least 1.</param>
public readonly record struct LedgerSizes(int Rows, int LogInteractions, int Width, int Constraints, int Degree, int Claims, int DatasetRows);

/// <summary>One round of the protocol: −log₂ of the chance to pass it wrongly, and the work each attempt costs.</summary>
public readonly record struct LedgerRound(string Name, double StatisticalBits, int PowBits);

/// <summary>
/// The soundness ledger (proof-system.md §13): every round's error, recomputed for each profile and statement. Floating point: not for chains.
/// </summary>
public static class Ledger
{
    private static readonly double LogField = 2 * Log2(Goldilocks.Modulus);

    /// <summary>All rounds.</summary>
    public static LedgerRound[] Rounds(Profile profile, LedgerSizes sizes)
    {
        List<LedgerRound> rounds = [];
        AddReduction(rounds, profile, sizes);
        for (int level = 1; level <= profile.Levels; level++) { AddLevel(rounds, profile, level); }
        rounds.Add(new("hash collision", 128, 0));
        return [.. rounds];
    }

    /// <summary>Refuses a profile that is insecure (unless opted into) or too weak for the sizes.</summary>
    public static Rejection? Check(Profile profile, LedgerSizes sizes, bool allowInsecure)
    {
        if (profile.IsInsecure && !allowInsecure) { return new(Reason.Profile, "profile", profile.Id, "a secure profile", $"test profile {profile.Name}"); }
        LedgerRound[] rounds = Rounds(profile, sizes);
        LedgerRound weakest = rounds.MinBy(r => r.StatisticalBits + r.PowBits);
        LedgerRound barest = rounds.MinBy(r => r.StatisticalBits);
        return Below(weakest.Name, weakest.StatisticalBits + weakest.PowBits, profile.Floor)
            ?? Below(barest.Name, barest.StatisticalBits, profile.Statistical);
    }

    // Written so that NaN is refused too.
    private static Rejection? Below(string round, double bits, int floor) =>
        bits >= floor ? null : Rejection.Of(Reason.Profile, $"security of {round}", 0, $"at least {floor} bits", Round(bits, 1));

    private static void AddReduction(List<LedgerRound> rounds, Profile profile, LedgerSizes sizes)
    {
        ReedSolomon code = new(profile.Johnson[0], profile.RateLog(0));
        double list = code.LogListSize;
        double leaves = 2 * Pow(2, sizes.LogInteractions);
        Add(rounds, "lookup alpha,beta,theta", list + Log2((leaves * (sizes.Width + 1)) + CircuitLimits.ChallengeDegree), profile.PowLookup);
        Add(rounds, "gkr layer/round", list + 2);
        Add(rounds, "zerocheck batching", list + Log2(sizes.Constraints + 2));
        Add(rounds, "zerocheck round", list + Log2(sizes.Degree + 1));
        Add(rounds, "reduction batching", list + Log2(Max(1, sizes.Claims)));
        Add(rounds, "reduction round", list + 1);
        double pairs = Max(sizes.Rows - 1, 1) * Pow(2, code.LogExceptionalSet(profile.LogDomain(0)));
        Add(rounds, "row batching mu", Log2(pairs + (Pow(2, list) * Logs(sizes.Rows))), profile.PowBatch);
        if (profile.Johnson[0] != 0) { Add(rounds, "dataset out-of-domain", (2 * list) - 1 + Log2(profile.LogRowLength + Logs(sizes.DatasetRows))); }
        rounds.Add(new("queries level 0", profile.Queries[0] * code.QueryBits, profile.PowQuery[0]));
    }

    private static void AddLevel(List<LedgerRound> rounds, Profile profile, int level)
    {
        ReedSolomon code = new(profile.Johnson[level], profile.RateLog(level));
        double list = code.LogListSize;
        if (profile.Johnson[level] != 0) { Add(rounds, $"ood level {level}", (2 * list) - 1 + Log2(profile.VariablesAfter(level - 1))); }
        Add(rounds, $"gamma level {level}", list + Log2(profile.Queries[level - 1] + 1));
        double pairs = Pow(2, profile.Folds[level - 1] - 1) * Pow(2, code.LogExceptionalSet(profile.LogDomain(level)));
        Add(rounds, $"fold level {level}", Log2(pairs + (2 * Pow(2, list))), profile.PowFold[level - 1]);
        rounds.Add(new($"queries level {level}", profile.Queries[level] * code.QueryBits, profile.PowQuery[level]));
    }

    /// <summary>log₂ rounded up, at least 1.</summary>
    private static int Logs(int rows) => Max(1, CircuitLimits.LogHeight((ulong)rows));

    private static void Add(List<LedgerRound> rounds, string name, double logBad, int work = 0) => rounds.Add(new(name, LogField - logBad, work));
}
