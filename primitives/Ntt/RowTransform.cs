using System.Numerics;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Primitives.Ntt;

/// <summary>
/// The number-theoretic transform of one row, by one thread or by several, in the order of proof-system.md §8: values stand in position order, position i of a
/// domain ↔ <see cref="EvaluationDomain.Point"/>. Positions c·n to (c + 1)·n of any domain of at least that size are coset c of ⟨ω_n⟩.
/// </summary>
/// <remarks>
/// A row of elements of K is two rows over F, its A and its B coordinates, because the roots are in F. The table of roots, 8 bytes for every
/// second position of the largest domain used, is made on first use and stays.
/// </remarks>
public static partial class RowTransform
{
    /// <summary>log₂ of the longest row.</summary>
    public const int MaxLog = 26;

    /// <summary>log₂ of the largest domain, over all cosets.</summary>
    public const int MaxDomainLog = 30;

    /// <summary>values[i] = Σ_b coefficients[b]·x^b at x = point of position coset·n + i.</summary>
    /// <param name="coefficients">n = 2^0..2^26 canonical elements.</param>
    /// <param name="values">n words; the coefficients themselves, or apart from them.</param>
    /// <param name="coset">From 0; the domain that it is in may have at most 2^30 positions.</param>
    public static void Forward(ReadOnlySpan<ulong> coefficients, Span<ulong> values, uint coset = 0) =>
        Forward(CpuPath.Current, coefficients, values, coset);

    /// <summary>The coefficients that <see cref="Forward(ReadOnlySpan{ulong}, Span{ulong}, uint)"/> gives these values, in place.</summary>
    /// <param name="values">n = 2^0..2^26 canonical elements.</param>
    public static void Inverse(Span<ulong> values, uint coset = 0) => Inverse(CpuPath.Current, values, coset);

    /// <summary>Makes the table of roots for a domain now, outside a measured or memory-bound phase.</summary>
    /// <param name="domainLog">log₂ of the positions, 0..30; half as many 8-byte words stay in memory.</param>
    public static void Prepare(int domainLog)
    {
        Require.Between(domainLog, 0, MaxDomainLog);
        TwiddleTable.OfAtLeast(Math.Max(domainLog - 1, 0));
    }

    /// <summary>
    /// The table of roots for devices: entry k is the z by which block k of a level is split, a polynomial modulo X^(2h) − z² becoming its
    /// remainders modulo X^h − z and X^h + z. The first block of coset c at the level of blocks of 2^l is number c·2^(log₂ n − l).
    /// </summary>
    /// <param name="domainLog">log₂ of the positions, 0..30.</param>
    /// <returns>2^(domainLog − 1) entries, at least one.</returns>
    public static ReadOnlySpan<ulong> Roots(int domainLog)
    {
        Require.Between(domainLog, 0, MaxDomainLog);
        int log = Math.Max(domainLog - 1, 0);
        return TwiddleTable.OfAtLeast(log).AsSpan(0, 1 << log);
    }

    internal static void Forward(CpuLevel level, ReadOnlySpan<ulong> coefficients, Span<ulong> values, uint coset)
    {
        Require.Length(values.Length, coefficients.Length);
        int log = CheckShape(coefficients.Length, coset);
        ref ulong source = ref MemoryMarshal.GetReference(coefficients), destination = ref MemoryMarshal.GetReference(values);
        TransformPath.For(level, log).Forward(ref source, ref destination, ref Twiddles(log, coset), log, coset);
    }

    internal static void Inverse(CpuLevel level, Span<ulong> values, uint coset)
    {
        int log = CheckShape(values.Length, coset);
        ulong scale = Goldilocks.Inverse((ulong)values.Length);
        TransformPath.For(level, log).Inverse(ref MemoryMarshal.GetReference(values), ref Twiddles(log, coset), log, coset, scale);
    }

    /// <summary>log₂ of the length; throws unless a row may have it and the coset exists.</summary>
    internal static int CheckShape(int length, uint coset)
    {
        if (!int.IsPow2(length) || length > 1 << MaxLog)
        {
            throw new ArgumentException($"a row of {length} elements; a transform takes a power of two, 2^{MaxLog} at most");
        }

        int log = int.Log2(length);
        Require.Between(coset, 0, (1L << (MaxDomainLog - log)) - 1);
        return log;
    }

    /// <summary>A table with the roots of a coset; a single value needs none.</summary>
    internal static ref ulong Twiddles(int log, uint coset)
    {
        int domainLog = log + 32 - BitOperations.LeadingZeroCount(coset);
        return ref MemoryMarshal.GetArrayDataReference(TwiddleTable.OfAtLeast(Math.Max(domainLog - 1, 0)));
    }
}
