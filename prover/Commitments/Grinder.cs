using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Transcripts;

namespace FvmCompute.Prover.Commitments;

/// <summary>Does the work of a proof-of-work site on a device and makes its step (proof-system.md §5).</summary>
internal sealed class Grinder(Transcript transcript, IProverSession session)
{
    private const byte PowStep = 4;

    /// <returns>The smallest valid nonce; 0, without a step, where the site does not exist.</returns>
    public ulong Work(ReadOnlySpan<byte> tag, int bits)
    {
        if (bits == 0) { return 0; }
        ulong nonce = session.Grind([.. transcript.State, PowStep, (byte)tag.Length, .. tag], bits);
        return transcript.TryPow(tag, bits, nonce)
            ? nonce
            : throw new InvalidOperationException($"the device's nonce {nonce} does not show {bits} bits of work");
    }
}
