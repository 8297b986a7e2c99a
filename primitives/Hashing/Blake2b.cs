using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Hashing;

/// <summary>Unkeyed BLAKE2b (RFC 7693) of data that is wholly in memory.</summary>
public static partial class Blake2b
{
    /// <summary>The longest digest BLAKE2b gives.</summary>
    public const int MaxDigestBytes = 64;

    /// <summary>BLAKE2b with a digest as long as <paramref name="digest"/>, 1..64 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest) => Hash(CpuPath.Current, data, digest);

    /// <summary>BLAKE2b-256.</summary>
    public static byte[] Hash256(ReadOnlySpan<byte> data)
    {
        byte[] digest = new byte[32];
        Hash(data, digest);
        return digest;
    }

    /// <summary>BLAKE2b-256 into a span of exactly 32 bytes.</summary>
    public static void Hash256(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Require.Length(digest.Length, 32);
        Hash(data, digest);
    }

    /// <summary>BLAKE2b-512.</summary>
    public static byte[] Hash512(ReadOnlySpan<byte> data)
    {
        byte[] digest = new byte[64];
        Hash(data, digest);
        return digest;
    }

    /// <summary>BLAKE2b-512 into a span of exactly 64 bytes.</summary>
    public static void Hash512(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Require.Length(digest.Length, 64);
        Hash(data, digest);
    }

    /// <summary>BLAKE2b-256 of many messages of one length.</summary>
    /// <param name="messages">The messages back to back: a multiple of <paramref name="messageLength"/> bytes.</param>
    /// <param name="messageLength">Bytes of each message, at least 1.</param>
    /// <param name="digests">Exactly 32 bytes per message, in order; must not overlap the messages.</param>
    public static void HashMany(ReadOnlySpan<byte> messages, int messageLength, Span<byte> digests) =>
        HashMany(CpuPath.Current, [], messages, messageLength, digests);

    /// <summary>BLAKE2b-256 of one byte followed by each of many messages of one length: the form of Merkle leaves and nodes.</summary>
    /// <inheritdoc cref="HashMany(ReadOnlySpan{byte}, int, Span{byte})"/>
    public static void HashMany(byte prefix, ReadOnlySpan<byte> messages, int messageLength, Span<byte> digests) =>
        HashMany(CpuPath.Current, [prefix], messages, messageLength, digests);

    /// <summary>The longest message that, with a nonce, is one block.</summary>
    public const int MaxNonceMessageBytes = Blake2bConstants.BlockBytes - sizeof(ulong);

    /// <summary>The first 8 bytes, as a little-endian word, of BLAKE2b-256 of a message followed by a nonce (8 bytes, little-endian), for many nonces.</summary>
    /// <param name="message">0..<see cref="MaxNonceMessageBytes"/> bytes.</param>
    /// <param name="first">The nonce of words[0]; the others count up from it.</param>
    public static void HashNonces(ReadOnlySpan<byte> message, ulong first, Span<ulong> words) => HashNonces(CpuPath.Current, message, first, words);

    internal static void HashNonces(CpuLevel level, ReadOnlySpan<byte> message, ulong first, Span<ulong> words)
    {
        Require.Between(message.Length, 0, MaxNonceMessageBytes);
        int lanes = level switch { CpuLevel.Avx512 => 8, CpuLevel.Avx2 => 4, _ => 1 };
        int whole = level == CpuLevel.Scalar ? 0 : words.Length / lanes * lanes;
        switch (level)
        {
            case CpuLevel.Avx512: Blake2bLanes<Vector512<ulong>, Lanes64x8>.HashNonces(message, first, words[..whole]); break;
            case CpuLevel.Avx2: Blake2bLanes<Vector256<ulong>, Lanes64x4>.HashNonces(message, first, words[..whole]); break;
        }

        for (int i = whole; i < words.Length; i++) { words[i] = HashNonce(message, first + (ulong)i); }
    }

    private static ulong HashNonce(ReadOnlySpan<byte> message, ulong nonce)
    {
        Span<byte> bytes = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, nonce);
        Blake2bHasher hasher = new(32, CpuLevel.Scalar);
        hasher.Update(message);
        hasher.Update(bytes[..sizeof(ulong)]);
        hasher.Finish(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    internal static void Hash(CpuLevel level, ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Blake2bHasher hasher = new(digest.Length, level);
        hasher.Update(data);
        hasher.Finish(digest);
    }

    /// <param name="prefix">No byte or one.</param>
    internal static void HashMany(
        CpuLevel level, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, int messageLength, Span<byte> digests)
    {
        Require.AtLeast(messageLength, 1);
        Require.MultipleOf(messages.Length, messageLength);
        Require.Length(digests.Length, checked(32 * (messages.Length / messageLength)));
        switch (level)
        {
            case CpuLevel.Avx512: Blake2bLanes<Vector512<ulong>, Lanes64x8>.HashMany(prefix, messages, messageLength, digests); break;
            case CpuLevel.Avx2: Blake2bLanes<Vector256<ulong>, Lanes64x4>.HashMany(prefix, messages, messageLength, digests); break;
            default: HashEach(prefix, messages, messageLength, digests); break;
        }
    }

    private static void HashEach(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, int messageLength, Span<byte> digests)
    {
        for (int i = 0; i < messages.Length / messageLength; i++)
        {
            Blake2bHasher hasher = new(32, CpuLevel.Scalar);
            hasher.Update(prefix);
            hasher.Update(messages.Slice(i * messageLength, messageLength));
            hasher.Finish(digests.Slice(32 * i, 32));
        }
    }
}
