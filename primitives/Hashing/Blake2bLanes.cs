using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FvmCompute.Primitives.Hashing;

/// <summary>BLAKE2b-256 of messages of one length, as many at once as a register has lanes.</summary>
internal static partial class Blake2bLanes<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : ILanes64<TVector>
{
    private const int BlockBytes = Blake2bConstants.BlockBytes;

    /// <param name="prefix">No byte or one, hashed before each message.</param>
    /// <param name="messages">A multiple of <paramref name="messageLength"/> bytes.</param>
    /// <param name="messageLength">At least 1.</param>
    /// <param name="digests">32 bytes per message.</param>
    [SkipLocalsInit]
    public static void HashMany(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, int messageLength, Span<byte> digests)
    {
        // The 16 message words and the 8 chaining words; one gathered block per lane.
        Span<TVector> words = stackalloc TVector[16 + 8];
        Span<byte> blocks = stackalloc byte[BlockBytes * TLanes.Count];
        blocks.Clear();
        int group = TLanes.Count * messageLength;
        if (messageLength == BlockBytes / 2)
        {
            int whole = messages.Length / group * TLanes.Count;
            HashHalfBlocks(prefix, messages[..(whole * messageLength)], words, digests[..(32 * whole)]);
            messages = messages[(whole * messageLength)..];
            digests = digests[(32 * whole)..];
        }

        while (messages.Length >= group)
        {
            ref TVector h = ref HashGroup(prefix, messages[..group], messageLength, words, blocks);
            TLanes.Store(ref h, ref MemoryMarshal.GetReference(digests));
            messages = messages[group..];
            digests = digests[(32 * TLanes.Count)..];
        }

        if (messages.IsEmpty) { return; }
        Span<byte> all = stackalloc byte[32 * TLanes.Count];
        TLanes.Store(ref HashGroup(prefix, messages, messageLength, words, blocks), ref MemoryMarshal.GetReference(all));
        all[..digests.Length].CopyTo(digests);
    }

    /// <summary>Hashes a message per lane, or fewer with the other lanes idle; returns the chaining words, inside <paramref name="words"/>.</summary>
    private static ref TVector HashGroup(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, int messageLength, Span<TVector> words, Span<byte> blocks)
    {
        ref TVector m = ref MemoryMarshal.GetReference(words);
        ref TVector h = ref Begin(words);
        bool everyLane = messages.Length == TLanes.Count * messageLength;
        int total = prefix.Length + messageLength;
        for (int at = 0; at < total; at += BlockBytes)
        {
            int length = Math.Min(BlockBytes, total - at);
            if (everyLane && length == BlockBytes && at >= prefix.Length)
            {
                TLanes.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(messages), at - prefix.Length), messageLength, ref m);
            }
            else
            {
                GatherBlocks(prefix, messages, messageLength, at, length, blocks);
                TLanes.Load(ref MemoryMarshal.GetReference(blocks), BlockBytes, ref m);
            }

            Compress(ref h, ref m, (ulong)(at + length), Final(at + length == total));
        }

        return ref h;
    }

    private static ulong Final(bool isLast) => isLast ? ulong.MaxValue : 0;

    private static ref TVector Begin(Span<TVector> words)
    {
        Span<TVector> h = words[16..];
        for (int i = 0; i < 8; i++) { h[i] = TLanes.Broadcast(Blake2bConstants.Iv[i]); }
        h[0] = TLanes.Broadcast(Blake2bConstants.FirstWord(32));
        return ref h[0];
    }

    /// <summary>Copies bytes at..at+length of each prefixed message to the buffer, 128 bytes apart, and zeroes what a block lacks.</summary>
    private static void GatherBlocks(
        ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, int messageLength, int at, int length, Span<byte> blocks)
    {
        ReadOnlySpan<byte> lead = at == 0 ? prefix : [];
        for (int start = at + lead.Length - prefix.Length; start < messages.Length; start += messageLength)
        {
            Span<byte> block = blocks[..BlockBytes];
            lead.CopyTo(block);
            messages.Slice(start, length - lead.Length).CopyTo(block[lead.Length..]);
            block[length..].Clear();
            blocks = blocks[BlockBytes..];
        }
    }

    /// <summary>The compression function on one block per lane; see <see cref="Blake2bScalar.Compress"/>.</summary>
    private static void Compress(ref TVector h, ref TVector m, ulong counter, ulong finalMask)
    {
        TVector v0 = h, v1 = Unsafe.Add(ref h, 1), v2 = Unsafe.Add(ref h, 2), v3 = Unsafe.Add(ref h, 3);
        TVector v4 = Unsafe.Add(ref h, 4), v5 = Unsafe.Add(ref h, 5), v6 = Unsafe.Add(ref h, 6), v7 = Unsafe.Add(ref h, 7);
        TVector v8 = TLanes.Broadcast(Blake2bConstants.Iv0), v9 = TLanes.Broadcast(Blake2bConstants.Iv1);
        TVector v10 = TLanes.Broadcast(Blake2bConstants.Iv2), v11 = TLanes.Broadcast(Blake2bConstants.Iv3);
        TVector v12 = TLanes.Broadcast(Blake2bConstants.Iv4 ^ counter), v13 = TLanes.Broadcast(Blake2bConstants.Iv5);
        TVector v14 = TLanes.Broadcast(Blake2bConstants.Iv6 ^ finalMask), v15 = TLanes.Broadcast(Blake2bConstants.Iv7);
        ref byte sigma = ref MemoryMarshal.GetReference(Blake2bConstants.Sigma);
        for (int round = 0; round < Blake2bConstants.Rounds; round++)
        {
            ref byte s = ref Unsafe.Add(ref sigma, 16 * round);
            Mix(ref v0, ref v4, ref v8, ref v12, ref m, ref s);
            Mix(ref v1, ref v5, ref v9, ref v13, ref m, ref Unsafe.Add(ref s, 2));
            Mix(ref v2, ref v6, ref v10, ref v14, ref m, ref Unsafe.Add(ref s, 4));
            Mix(ref v3, ref v7, ref v11, ref v15, ref m, ref Unsafe.Add(ref s, 6));
            Mix(ref v0, ref v5, ref v10, ref v15, ref m, ref Unsafe.Add(ref s, 8));
            Mix(ref v1, ref v6, ref v11, ref v12, ref m, ref Unsafe.Add(ref s, 10));
            Mix(ref v2, ref v7, ref v8, ref v13, ref m, ref Unsafe.Add(ref s, 12));
            Mix(ref v3, ref v4, ref v9, ref v14, ref m, ref Unsafe.Add(ref s, 14));
        }

        FeedForward(ref h, v0, v8);
        FeedForward(ref Unsafe.Add(ref h, 1), v1, v9);
        FeedForward(ref Unsafe.Add(ref h, 2), v2, v10);
        FeedForward(ref Unsafe.Add(ref h, 3), v3, v11);
        FeedForward(ref Unsafe.Add(ref h, 4), v4, v12);
        FeedForward(ref Unsafe.Add(ref h, 5), v5, v13);
        FeedForward(ref Unsafe.Add(ref h, 6), v6, v14);
        FeedForward(ref Unsafe.Add(ref h, 7), v7, v15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FeedForward(ref TVector h, TVector low, TVector high) => h = TLanes.Xor(h, TLanes.Xor(low, high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref TVector a, ref TVector b, ref TVector c, ref TVector d, ref TVector m, ref byte pair)
    {
        a = TLanes.Add(TLanes.Add(a, Unsafe.Add(ref m, (int)pair)), b);
        d = TLanes.RotateRight32(TLanes.Xor(d, a));
        c = TLanes.Add(c, d);
        b = TLanes.RotateRight24(TLanes.Xor(b, c));
        a = TLanes.Add(TLanes.Add(a, Unsafe.Add(ref m, (int)Unsafe.Add(ref pair, 1))), b);
        d = TLanes.RotateRight16(TLanes.Xor(d, a));
        c = TLanes.Add(c, d);
        b = TLanes.RotateRight63(TLanes.Xor(b, c));
    }
}
