using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Blocks;

/// <summary>Whether bytes are what a CID names.</summary>
public static class BlockContent
{
    /// <summary>Re-hashes <paramref name="block"/>. False for other content and for hash functions that <see cref="CidContent"/> does not know.</summary>
    public static bool Matches(Cid cid, ReadOnlySpan<byte> block) => CidContent.Check(cid, block) == ContentMatch.Same;
}
