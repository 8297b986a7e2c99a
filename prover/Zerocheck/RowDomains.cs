using FvmCompute.Kernels.Prover;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Zerocheck;

/// <summary>The rows of domains (proof-system.md §6).</summary>
internal static class RowDomains
{
    /// <param name="rows">n_T.</param>
    public static RowSpan Of(RowDomain domain, ulong rows)
    {
        long count = (long)rows;
        return domain switch
        {
            RowDomain.Every => new(0, count),
            RowDomain.Transition => new(0, count - 1),
            RowDomain.First => new(0, Math.Min(count, 1)),
            _ => new(count - 1, count),
        };
    }
}
