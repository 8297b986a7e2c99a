using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Blockstores;

namespace FvmCompute.Vm.Tests.Blockstores;

public class OverlayBlockstoreTests
{
    [Fact]
    public void CommitReachable_MovesWhatTheRootsReachAndForgetsTheRest()
    {
        MemoryBlockstore below = new();
        Cid old = below.PutDagCbor([7]);
        OverlayBlockstore overlay = new(below);
        Cid leaf = overlay.Put(CidCodec.Raw, "leaf"u8), garbage = overlay.PutDagCbor([8]);
        Cid middle = overlay.PutDagCbor([0x82, .. LinkTo(leaf), .. LinkTo(old)]);
        Cid root = overlay.PutDagCbor([0x82, .. LinkTo(middle), .. LinkTo(leaf)]);
        Cid second = overlay.PutDagCbor([0x81, .. LinkTo(old)]);
        Assert.Equal([7], overlay.Get(old).ToArray());

        overlay.CommitReachable(root, second, root);

        Assert.Equal(new HashSet<Cid>([old, leaf, middle, root, second]), below.Cids.ToHashSet());
        Assert.False(overlay.TryGet(garbage, out _));
        Assert.Equal(0, overlay.Count);
    }

    [Fact]
    public void CommitReachable_BlockLaxerThanDagCbor_KeepsItsChildren()
    {
        MemoryBlockstore below = new();
        OverlayBlockstore overlay = new(below);
        Cid leaf = overlay.Put(CidCodec.Raw, "leaf"u8);
        Cid lax = overlay.PutDagCbor([0x82, 0x18, 0x01, .. LinkTo(leaf)]); // 0x18 01 is not the shortest form of 1

        overlay.CommitReachable(lax);

        Assert.True(below.TryGet(leaf, out _));
    }

    private static byte[] LinkTo(Cid cid) => [0xd8, 0x2a, 0x58, (byte)(cid.Bytes.Length + 1), 0, .. cid.Bytes];
}
