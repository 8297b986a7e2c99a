using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Blocks;

public static class BlockstoreExtensions
{
    /// <summary>The block, or a <see cref="BlockMissingException"/>.</summary>
    public static ReadOnlyMemory<byte> Get(this IBlockstore store, Cid cid) =>
        store.TryGet(cid, out ReadOnlyMemory<byte> block) ? block : throw new BlockMissingException(cid);

    /// <summary>Stores a chain object and returns its CID (dag-cbor, BLAKE2b-256).</summary>
    public static Cid PutDagCbor(this IBlockstore store, ReadOnlySpan<byte> block) => Put(store, CidCodec.DagCbor, block);

    /// <summary>Stores a block under <paramref name="codec"/> and BLAKE2b-256.</summary>
    public static Cid Put(this IBlockstore store, ulong codec, ReadOnlySpan<byte> block)
    {
        Cid cid = Cid.Blake2b256(codec, block);
        store.Put(cid, block);
        return cid;
    }
}

/// <summary>A block that something links to is not in the store.</summary>
public sealed class BlockMissingException(Cid cid) : Exception($"block {cid} is not in the store")
{
    public Cid Cid { get; } = cid;
}
