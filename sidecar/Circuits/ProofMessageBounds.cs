using FvmCompute.Prover.Proving;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Circuits;

/// <summary>The messages that bring a proof's openings to the market, before the proof is made.</summary>
/// <param name="Count">The most of them: a message brings one part or more.</param>
/// <param name="Level">The level one part of which makes the longest message.</param>
/// <param name="Bytes">Its parameters, at most; a message that brings several parts is filled up to what fits.</param>
public sealed record ProofMessageBounds(int Count, int Level, long Bytes)
{
    /// <summary>Whether every message carries its parameters.</summary>
    public bool Fit => Bytes <= CircuitPlan.MaxParameterBytes;

    /// <param name="maxPartBytes">What the prover cuts parts to, as <see cref="ProverOptions.MaxPartBytes"/>.</param>
    public static ProofMessageBounds Of(Instance instance, int maxPartBytes)
    {
        (int count, int longest, long bytes) = (0, 0, 0);
        for (int level = 0; level <= instance.Profile.Levels; level++)
        {
            int record = OpeningSize.MostRecord(instance, level);
            count += OpeningSize.MostParts(instance, level, Math.Min(maxPartBytes, ProverOptions.MessageBytes - record));
            long own = MessageBytes(instance, level, maxPartBytes, record);
            if (own > bytes) { (longest, bytes) = (level, own); }
        }

        return new(count, longest, bytes);
    }

    /// <summary>A part and its record have a limit together, unless one position alone needs more; the hashes of the other levels' records come with them.</summary>
    private static long MessageBytes(Instance instance, int level, int maxPartBytes, int record)
    {
        long cut = Math.Min((long)maxPartBytes + record, ProverOptions.MessageBytes);
        long part = Math.Max(cut, OpeningSize.SinglePosition(instance, level) + record) - record;
        Digest[] others = new Digest[instance.Profile.Levels];
        return MarketMessages.ProofPart(ulong.MaxValue, new(default, [.. others], ushort.MaxValue, [new byte[record]], [], [new byte[part]])).Length;
    }
}
