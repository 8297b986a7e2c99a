using FvmCompute.Primitives.Transcripts;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Proofs;

/// <summary>Checks a nonce (proof-system.md §5); a site of 0 bits does not exist and makes no step.</summary>
internal static class PowCheck
{
    public static Rejection? Run(Transcript transcript, ReadOnlySpan<byte> tag, int bits, ulong nonce, string where, int index) =>
        bits == 0 || transcript.TryPow(tag, bits, nonce) ? null : Rejection.Of(Reason.Pow, where, index, $"a nonce of {bits} bits", nonce);
}
