using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FvmCompute.Primitives.Hashing;

/// <summary>BLAKE2b-256 of messages of one length, as many at once as a register has lanes.</summary>
internal static class Blake2bLanes<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : ILanes64<TVector>
{
    private const int BlockBytes = Blake2bConstants.BlockBytes;

    /// <inheritdoc cref="Blake2b.HashMany(ReadOnlySpan{byte}, int, Span{byte})"/>
    [SkipLocalsInit]
    public static void HashMany(ReadOnlySpan<byte> messages, int messageLength, Span<byte> digests)
    {
        // The 16 message words and the 8 chaining words; the last block of each message, padded.
        Span<TVector> words = stackalloc TVector[16 + 8];
        Span<byte> tails = stackalloc byte[BlockBytes * TLanes.Count];
        tails.Clear();
        int group = TLanes.Count * messageLength;
        while (messages.Length >= group)
        {
            HashGroup(messages[..group], messageLength, digests, words, tails);
            messages = messages[group..];
            digests = digests[(32 * TLanes.Count)..];
        }

        if (!messages.IsEmpty) { HashRest(messages, messageLength, digests, words, tails); }
    }

    /// <summary>Hashes fewer messages than lanes block by block, the other lanes idle.</summary>
    [SkipLocalsInit]
    private static void HashRest(ReadOnlySpan<byte> messages, int messageLength, Span<byte> digests, Span<TVector> words, Span<byte> tails)
    {
        Span<byte> all = stackalloc byte[32 * TLanes.Count];
        ref TVector h = ref Begin(words);
        for (int at = 0; at < messageLength; at += BlockBytes)
        {
            int length = Math.Min(BlockBytes, messageLength - at);
            GatherBlocks(messages, messageLength, at, length, tails);
            TLanes.Load(ref MemoryMarshal.GetReference(tails), BlockBytes, ref MemoryMarshal.GetReference(words));
            Compress(ref h, ref MemoryMarshal.GetReference(words), (ulong)(at + length), Final(at + length == messageLength));
        }

        TLanes.Store(ref h, ref MemoryMarshal.GetReference(all));
        all[..(32 * (messages.Length / messageLength))].CopyTo(digests);
    }

    private static void HashGroup(ReadOnlySpan<byte> messages, int messageLength, Span<byte> digests, Span<TVector> words, Span<byte> tails)
    {
        ref TVector m = ref MemoryMarshal.GetReference(words);
        ref TVector h = ref Begin(words);
        int last = messageLength / BlockBytes * BlockBytes;
        for (int at = 0; at < last; at += BlockBytes)
        {
            TLanes.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(messages), at), messageLength, ref m);
            Compress(ref h, ref m, (ulong)(at + BlockBytes), Final(at + BlockBytes == messageLength));
        }

        if (last < messageLength)
        {
            GatherBlocks(messages, messageLength, last, messageLength - last, tails);
            TLanes.Load(ref MemoryMarshal.GetReference(tails), BlockBytes, ref m);
            Compress(ref h, ref m, (ulong)messageLength, ulong.MaxValue);
        }

        TLanes.Store(ref h, ref MemoryMarshal.GetReference(digests));
    }

    private static ulong Final(bool isLast) => isLast ? ulong.MaxValue : 0;

    private static ref TVector Begin(Span<TVector> words)
    {
        Span<TVector> h = words[16..];
        for (int i = 0; i < 8; i++) { h[i] = TLanes.Broadcast(Blake2bConstants.Iv[i]); }
        h[0] = TLanes.Broadcast(Blake2bConstants.FirstWord(32));
        return ref h[0];
    }

    /// <summary>Copies one block of each message to the buffer, 128 bytes apart, and zeroes what is missing at the end of a message.</summary>
    private static void GatherBlocks(ReadOnlySpan<byte> messages, int messageLength, int at, int length, Span<byte> blocks)
    {
        for (int start = 0; start < messages.Length; start += messageLength)
        {
            Span<byte> block = blocks[..BlockBytes];
            messages.Slice(start + at, length).CopyTo(block);
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
