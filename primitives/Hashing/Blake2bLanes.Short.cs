using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FvmCompute.Primitives.Hashing;

internal static partial class Blake2bLanes<TVector, TLanes>
{
    /// <summary>
    /// The first word of BLAKE2b-256 of <paramref name="message"/> and a nonce, a little-endian word, for the nonces from <paramref name="first"/> on. All words of
    /// the block but one or two are the same in every lane and stay in place.
    /// </summary>
    /// <param name="message">0..120 bytes.</param>
    /// <param name="words">One per nonce; a multiple of the lanes.</param>
    [SkipLocalsInit]
    public static void HashNonces(ReadOnlySpan<byte> message, ulong first, Span<ulong> words)
    {
        Span<byte> block = stackalloc byte[BlockBytes + sizeof(ulong)];
        block.Clear();
        message.CopyTo(block);
        Span<TVector> state = stackalloc TVector[16 + 8];
        for (int i = 0; i < 16; i++) { state[i] = TLanes.Broadcast(BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..])); }
        (int word, int bits) = (message.Length / 8, message.Length % 8 * 8);
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * word)..]);
        Span<ulong> low = stackalloc ulong[TLanes.Count], high = stackalloc ulong[TLanes.Count];
        for (; !words.IsEmpty; words = words[TLanes.Count..], first += (ulong)TLanes.Count)
        {
            for (int lane = 0; lane < low.Length; lane++)
            {
                ulong nonce = first + (ulong)lane;
                (low[lane], high[lane]) = (start | (nonce << bits), bits == 0 ? 0 : nonce >> (64 - bits));
            }

            state[word] = TLanes.LoadWords(in low[0], 0);
            if (bits != 0) { state[word + 1] = TLanes.LoadWords(in high[0], 0); }
            Compress(ref Begin(state), ref MemoryMarshal.GetReference(state), (ulong)(message.Length + sizeof(ulong)), Final(isLast: true));
            MemoryMarshal.Cast<TVector, ulong>(state.Slice(16, 1)).CopyTo(words);
        }
    }

    /// <summary>Messages of half a block, the nodes of trees: read straight into vectors, while the other half stays 0.</summary>
    /// <param name="messages">As many as a multiple of the lanes.</param>
    /// <param name="words">As in <see cref="HashMany"/>.</param>
    private static void HashHalfBlocks(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, Span<TVector> words, Span<byte> digests)
    {
        const int Length = BlockBytes / 2;
        words[..16].Fill(TLanes.Broadcast(0));
        ref TVector m = ref MemoryMarshal.GetReference(words);
        for (; !messages.IsEmpty; messages = messages[(TLanes.Count * Length)..], digests = digests[(TLanes.Count * 32)..])
        {
            ref TVector h = ref Begin(words);
            TLanes.LoadHalf(ref MemoryMarshal.GetReference(messages), Length, ref m);
            if (!prefix.IsEmpty) { ShiftIn(prefix[0], ref m); }
            Compress(ref h, ref m, (ulong)(prefix.Length + Length), Final(isLast: true));
            TLanes.Store(ref h, ref MemoryMarshal.GetReference(digests));
        }
    }

    /// <summary>Moves 8 words up by a byte, into the ninth.</summary>
    private static void ShiftIn(byte prefix, ref TVector m)
    {
        TVector before = TLanes.Broadcast((ulong)prefix << 56);
        for (int i = 0; i < 8; i++)
        {
            TVector word = Unsafe.Add(ref m, i);
            Unsafe.Add(ref m, i) = TLanes.ShiftInByte(before, word);
            before = word;
        }

        Unsafe.Add(ref m, 8) = TLanes.ShiftInByte(before, TLanes.Broadcast(0));
    }
}
