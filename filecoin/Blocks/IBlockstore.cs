using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Blocks;

/// <summary>Blocks by their CID. The seam between the formats (HAMT, AMT, chain) and where bytes are kept.</summary>
public interface IBlockstore
{
    /// <summary>The block's bytes, which nobody changes, or false where the store does not hold it.</summary>
    bool TryGet(Cid cid, out ReadOnlyMemory<byte> block);

    /// <summary>
    /// Keeps a copy. The caller vouches that <paramref name="cid"/> is the CID of <paramref name="block"/>; a block that is there already stays.
    /// </summary>
    void Put(Cid cid, ReadOnlySpan<byte> block);
}
