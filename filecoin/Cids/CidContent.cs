using System.Security.Cryptography;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Cids;

/// <summary>How a block compares with the CID that names it.</summary>
public enum ContentMatch
{
    Same,
    Different,

    /// <summary>The hash function is not one of those implemented: identity, SHA-256, SHA-512, Keccak-256, BLAKE2b-256.</summary>
    UnknownHash,
}

public static class CidContent
{
    /// <summary>Hashes <paramref name="block"/> again and compares.</summary>
    public static ContentMatch Check(Cid cid, ReadOnlySpan<byte> block)
    {
        Span<byte> digest = stackalloc byte[64];
        switch (cid.HashFunction)
        {
            case MultihashCode.Identity:
                return Compare(cid, block);
            case MultihashCode.Sha256:
                return Compare(cid, digest[..SHA256.HashData(block, digest)]);
            case MultihashCode.Sha512:
                return Compare(cid, digest[..SHA512.HashData(block, digest)]);
            case MultihashCode.Keccak256:
                Keccak256.Hash(block, digest[..32]);
                return Compare(cid, digest[..32]);
            case MultihashCode.Blake2b256:
                Blake2b.Hash256(block, digest[..32]);
                return Compare(cid, digest[..32]);
            default:
                return ContentMatch.UnknownHash;
        }
    }

    private static ContentMatch Compare(Cid cid, ReadOnlySpan<byte> digest) => cid.Digest.SequenceEqual(digest) ? ContentMatch.Same : ContentMatch.Different;
}
