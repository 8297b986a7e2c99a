using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Blockstores;

namespace FvmCompute.Vm.Tests.Blockstores;

public class FileBlockstoreTests
{
    private static readonly FileBlockstoreOptions SmallSegments = new(SegmentBytes: 8192, VerifyContent: true);

    [Fact]
    public void FileBlockstore_CommittedBlocks_AreThereAfterReopening()
    {
        using TemporaryFolder folder = new();
        Cid[] cids;
        using (DiskFolder disk = DiskFolder.Lock(folder.Path))
        using (FileBlockstore store = FileBlockstore.Open(disk, SmallSegments))
        {
            cids = [.. Enumerable.Range(0, 3000).Select(i => store.PutDagCbor(BlockOf(i)))];
            store.Commit("head"u8);
            store.PutDagCbor(BlockOf(-1));
        }

        using DiskFolder again = DiskFolder.Lock(folder.Path);
        using FileBlockstore reopened = FileBlockstore.Open(again, SmallSegments);

        Assert.Equal("head"u8.ToArray(), reopened.LastPayload());
        Assert.Equal(3000, reopened.Count);
        for (int i = 0; i < cids.Length; i++) { Assert.Equal(BlockOf(i), reopened.Get(cids[i]).ToArray()); }

        Assert.False(reopened.TryGet(Cid.DagCbor(BlockOf(-1)), out _));
        Assert.True(Directory.GetFiles(folder.Path, "*.seg").Length > 5);
    }

    [Fact]
    public void FileBlockstore_UncommittedAndLargeBlocks_AreReadable()
    {
        using FileBlockstore store = FileBlockstore.Open(new PowerCutFolder());
        byte[] large = new byte[3 << 20];
        Random.Shared.NextBytes(large);
        Cid cid = store.Put(CidCodec.Raw, large);
        Cid small = store.PutDagCbor([1]);

        Assert.Equal(large, store.Get(cid).ToArray());
        Assert.Equal([1], store.Get(small).ToArray());
        Assert.False(store.TryGet(Cid.DagCbor([2]), out _));
        Assert.Throws<ArgumentException>(() => store.Put(cid, new byte[(32 << 20) + 1]));
    }

    [Fact]
    public void FileBlockstore_BlockPutTwice_IsStoredOnce()
    {
        using FileBlockstore store = FileBlockstore.Open(new PowerCutFolder());
        store.PutDagCbor(BlockOf(1));
        long bytes = store.LogBytes;
        store.PutDagCbor(BlockOf(1));

        Assert.Equal(bytes, store.LogBytes);
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public void Lock_FolderHeld_SaysByWhom()
    {
        using TemporaryFolder folder = new();
        using DiskFolder held = DiskFolder.Lock(folder.Path);

        StoreInUseException refused = Assert.Throws<StoreInUseException>(() => DiskFolder.Lock(folder.Path));
        Assert.Contains(folder.Path, refused.Message);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message);
    }

    [Fact]
    public void Open_DamagedMiddle_NamesFileAndOffset()
    {
        PowerCutFolder folder = new();
        Fill(folder, commits: 40);
        byte[] file = folder["00000001.seg"];
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = [.. file];
            int at = random.Next(32, damaged.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            folder["00000001.seg"] = damaged;

            StoreDamagedException refused = Assert.Throws<StoreDamagedException>(() => FileBlockstore.Open(folder, SmallSegments));
            Assert.EndsWith("00000001.seg", refused.File);
            Assert.InRange(refused.Offset, at - 200, at);
            Assert.Equal(damaged, folder["00000001.seg"]);
        }
    }

    [Fact]
    public void Open_FileMissingOrHeaderDamaged_IsRefused()
    {
        PowerCutFolder folder = new();
        Fill(folder, commits: 40);
        byte[] first = folder["00000001.seg"];
        folder["00000001.seg"] = [.. first[..8], (byte)(first[8] ^ 1), .. first[9..]];
        Assert.EndsWith("00000001.seg", Assert.Throws<StoreDamagedException>(() => FileBlockstore.Open(folder, SmallSegments)).File);

        folder.Delete("00000001.seg");
        Assert.EndsWith("00000001.seg", Assert.Throws<StoreDamagedException>(() => FileBlockstore.Open(folder, SmallSegments)).File);
    }

    [Fact]
    public void TryGet_BlockDamagedWhileOpen_IsReportedNotReturned()
    {
        using TemporaryFolder folder = new();
        using DiskFolder disk = DiskFolder.Lock(folder.Path);
        using FileBlockstore store = FileBlockstore.Open(disk);
        Cid cid = store.PutDagCbor(BlockOf(1));
        store.Commit([]);
        using (FileStream file = new(Path.Combine(folder.Path, "00000001.seg"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = 32 + 16 + 38 + 3;
            file.WriteByte(0xff);
        }

        Assert.Throws<StoreDamagedException>(() => store.Get(cid));
    }

    [Fact]
    public void TryGet_ContentOfAnotherCid_IsReportedWhenVerifying()
    {
        Cid wrong = Cid.DagCbor([9]);
        using FileBlockstore trusting = FileBlockstore.Open(new PowerCutFolder());
        using FileBlockstore verifying = FileBlockstore.Open(new PowerCutFolder(), SmallSegments);
        trusting.Put(wrong, [1]);
        verifying.Put(wrong, [1]);

        Assert.Equal([1], trusting.Get(wrong).ToArray());
        Assert.Throws<StoreDamagedException>(() => verifying.Get(wrong));
    }

    internal static byte[] BlockOf(int i) => [0x82, 0x1a, (byte)(i >> 24), (byte)(i >> 16), (byte)(i >> 8), (byte)i, 0x40];

    private static void Fill(PowerCutFolder folder, int commits)
    {
        using FileBlockstore store = FileBlockstore.Open(folder, SmallSegments);
        for (int i = 0; i < commits; i++)
        {
            for (int block = 0; block < 10; block++) { store.PutDagCbor(BlockOf((1000 * i) + block)); }

            store.Commit([(byte)i]);
        }
    }
}
