using System.Security.Cryptography;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Blocks;

/// <summary>Whether bytes are what a CID names.</summary>
public static class BlockContent
{
    /// <summary>
    /// Re-hashes <paramref name="block"/>. False for other content and for hash functions that blocks are not addressed by
    /// (known: identity, SHA-256, BLAKE2b-256).
    /// </summary>
    public static bool Matches(Cid cid, ReadOnlySpan<byte> block)
    {
        Span<byte> digest = stackalloc byte[32];
        switch (cid.HashFunction)
        {
            case MultihashCode.Identity:
                return cid.Digest.SequenceEqual(block);
            case MultihashCode.Sha256:
                SHA256.HashData(block, digest);
                return cid.Digest.SequenceEqual(digest);
            case MultihashCode.Blake2b256:
                Blake2b.Hash(block, digest);
                return cid.Digest.SequenceEqual(digest);
            default:
                return false;
        }
    }
}
