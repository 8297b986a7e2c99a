using System.Buffers.Binary;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Primitives.Transcripts;

/// <summary>
/// The Fiat-Shamir transcript of proofs: a 32-byte state that every step replaces by a BLAKE2b-256 of itself and the step (proof-system.md §5).
/// </summary>
/// <remarks>Tags are ASCII, 255 bytes at most. One thread at a time.</remarks>
public sealed class Transcript
{
    /// <summary>Bytes of the state.</summary>
    public const int StateBytes = 32;

    private const byte AbsorbStep = 1;
    private const byte ChallengeStep = 2;
    private const byte RoundStep = 3;
    private const byte PowStep = 4;

    private readonly byte[] _state = new byte[StateBytes];

    /// <param name="label">What is proven: <c>proof</c> or <c>dataset-ood</c>.</param>
    public Transcript(ReadOnlySpan<byte> label)
    {
        Blake2bHasher hasher = new(StateBytes);
        hasher.Update("FVMPROOF/v1/"u8);
        hasher.Update(label);
        hasher.Finish(_state);
    }

    /// <summary>The state after the last step; changes with the next.</summary>
    public ReadOnlySpan<byte> State => _state;

    /// <summary>Binds data.</summary>
    public void Absorb(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> data) => StepWithData(AbsorbStep, tag, data);

    /// <summary>Binds the wire encodings of elements, back to back.</summary>
    public void Absorb(ReadOnlySpan<byte> tag, ReadOnlySpan<Ext2> elements) => StepWithElements(AbsorbStep, tag, elements);

    /// <summary>Draws an element of K, bias 2^-64 per coordinate.</summary>
    public Ext2 Challenge(ReadOnlySpan<byte> tag)
    {
        Blake2bHasher hasher = Start(ChallengeStep, tag);
        hasher.Finish(_state);
        return Element();
    }

    /// <summary>Draws as many elements as <paramref name="challenges"/> holds, one step each.</summary>
    public void Challenges(ReadOnlySpan<byte> tag, Span<Ext2> challenges)
    {
        for (int i = 0; i < challenges.Length; i++) { challenges[i] = Challenge(tag); }
    }

    /// <summary>Binds elements and draws a challenge in one step.</summary>
    public Ext2 Round(ReadOnlySpan<byte> tag, ReadOnlySpan<Ext2> elements)
    {
        StepWithElements(RoundStep, tag, elements);
        return Element();
    }

    /// <summary>Draws positions in [0, 2^logDomain) with replacement.</summary>
    /// <param name="logDomain">0..32.</param>
    /// <returns>Sorted and without duplicates, so possibly fewer than <paramref name="samples"/>.</returns>
    public uint[] Positions(ReadOnlySpan<byte> tag, int logDomain, int samples)
    {
        Require.Between(logDomain, 0, 32);
        uint mask = (uint)((1UL << logDomain) - 1);
        uint[] drawn = new uint[samples];
        for (int i = 0; i < samples; i++)
        {
            int word = i % (StateBytes / sizeof(uint));
            if (word == 0) { _ = Challenge(tag); }
            drawn[i] = BinaryPrimitives.ReadUInt32LittleEndian(_state.AsSpan(sizeof(uint) * word)) & mask;
        }

        Array.Sort(drawn);
        return Distinct(drawn);
    }

    /// <summary>Checks a proof of work and, when it holds, makes its step; otherwise the state stays as it was.</summary>
    /// <param name="bits">1..64 low bits of the new state that must be 0. A site of 0 bits does not exist: do not call.</param>
    public bool TryPow(ReadOnlySpan<byte> tag, int bits, ulong nonce)
    {
        Require.Between(bits, 1, 64);
        Span<byte> state = stackalloc byte[StateBytes];
        HashPow(_state, tag, nonce, state);
        if (!IsPow(state, bits)) { return false; }
        state.CopyTo(_state);
        return true;
    }

    /// <summary>Finds the smallest valid nonce on the calling thread, 2^bits tries on average, and makes its step.</summary>
    /// <param name="bits">1..64.</param>
    public ulong Grind(ReadOnlySpan<byte> tag, int bits)
    {
        ulong nonce = 0;
        while (!TryPow(tag, bits, nonce)) { nonce++; }
        return nonce;
    }

    /// <summary>The state that a proof-of-work step makes of another, for those who search nonces.</summary>
    /// <param name="state">32 bytes.</param>
    /// <param name="next">32 bytes.</param>
    public static void HashPow(ReadOnlySpan<byte> state, ReadOnlySpan<byte> tag, ulong nonce, Span<byte> next)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, nonce);
        Blake2bHasher hasher = Start(state, PowStep, tag);
        hasher.Update(bytes);
        hasher.Finish(next);
    }

    /// <summary>Whether the low <paramref name="bits"/> bits of a state are 0.</summary>
    /// <param name="bits">1..64.</param>
    public static bool IsPow(ReadOnlySpan<byte> state, int bits) => BinaryPrimitives.ReadUInt64LittleEndian(state) << (64 - bits) == 0;

    private void StepWithElements(byte step, ReadOnlySpan<byte> tag, ReadOnlySpan<Ext2> elements)
    {
        const int OnStack = 64;
        int length = checked(Ext2.Bytes * elements.Length);
        Span<byte> bytes = elements.Length <= OnStack ? stackalloc byte[OnStack * Ext2.Bytes] : new byte[length];
        Ext2.Write(elements, bytes);
        StepWithData(step, tag, bytes[..length]);
    }

    private void StepWithData(byte step, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)data.Length);
        Blake2bHasher hasher = Start(step, tag);
        hasher.Update(length);
        hasher.Update(data);
        hasher.Finish(_state);
    }

    private Blake2bHasher Start(byte step, ReadOnlySpan<byte> tag) => Start(_state, step, tag);

    private static Blake2bHasher Start(ReadOnlySpan<byte> state, byte step, ReadOnlySpan<byte> tag)
    {
        Require.Between(tag.Length, 0, byte.MaxValue);
        Blake2bHasher hasher = new(StateBytes);
        hasher.Update(state);
        hasher.Update([step, (byte)tag.Length]);
        hasher.Update(tag);
        return hasher;
    }

    private Ext2 Element() => new(Coordinate(0), Coordinate(16));

    private ulong Coordinate(int at)
    {
        ulong low = BinaryPrimitives.ReadUInt64LittleEndian(_state.AsSpan(at));
        ulong high = BinaryPrimitives.ReadUInt64LittleEndian(_state.AsSpan(at + 8));
        return Goldilocks.Reduce(high, low);
    }

    private static uint[] Distinct(uint[] sorted)
    {
        int kept = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1]) { sorted[kept++] = sorted[i]; }
        }

        return sorted[..kept];
    }
}
