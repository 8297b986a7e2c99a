using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Blockstores;

namespace FvmCompute.Vm.Tests.Blockstores;

/// <summary>Power cuts and full disks at every point, on a device that loses and tears whatever was not synced.</summary>
public class FileBlockstoreCrashTests
{
    private const int BlocksPerCommit = 12;
    private static readonly FileBlockstoreOptions Options = new(SegmentBytes: 4096, VerifyContent: true);

    [Fact]
    public void Commit_PowerCutsAtRandomMoments_KeepsEveryCommitWhole()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            Random random = new(seed);
            PowerCutFolder folder = new();
            int acknowledged = 0;
            for (int life = 0; life < 6; life++)
            {
                acknowledged = Verify(folder, acknowledged, $"seed {seed}, life {life}");
                folder.FailFrom = folder.Operations + random.Next(1, 40);
                acknowledged = RunUntilFailure(folder, acknowledged);
                folder.PowerCut(random);
            }
        }
    }

    [Fact]
    public void Commit_DiskFullAtEveryOperation_RefusesFurtherWritesAndKeepsEveryCommit()
    {
        for (int failAt = 3; failAt < 60; failAt++)
        {
            PowerCutFolder folder = new();
            using (FileBlockstore.Open(folder, Options)) { }

            folder.FailFrom = folder.Operations + failAt;
            int acknowledged = RunUntilFailure(folder, 0);
            folder.FailFrom = int.MaxValue;

            Verify(folder, acknowledged, $"failure at {failAt}");
        }
    }

    /// <summary>Commits numbered batches until the device fails; returns the last number whose commit returned.</summary>
    private static int RunUntilFailure(PowerCutFolder folder, int from)
    {
        int acknowledged = from;
        try
        {
            using FileBlockstore store = FileBlockstore.Open(folder, Options);
            acknowledged = (int)store.Commits;
            while (acknowledged < from + 30)
            {
                PutBatch(store, acknowledged + 1);
                store.Commit(BitConverter.GetBytes(acknowledged + 1));
                acknowledged++;
            }
        }
        catch (StoreFailedException failure)
        {
            Assert.Contains("No space left", failure.Message);
        }
        catch (IOException)
        {
            // The device failed while the store was being opened.
        }

        return acknowledged;
    }

    private static void PutBatch(FileBlockstore store, int number)
    {
        for (int i = 0; i < BlocksPerCommit; i++) { store.PutDagCbor(FileBlockstoreTests.BlockOf((number << 8) + i)); }
    }

    /// <summary>Every acknowledged batch is there, and nothing of a batch that is not committed.</summary>
    private static int Verify(PowerCutFolder folder, int acknowledged, string moment)
    {
        using FileBlockstore store = FileBlockstore.Open(folder, Options);
        int committed = (int)store.Commits;
        Assert.True(committed >= acknowledged, $"{moment}: {acknowledged} commits were acknowledged, {committed} are left");
        Assert.Equal(committed == 0 ? [] : BitConverter.GetBytes(committed), store.LastPayload());
        Assert.Equal(committed * BlocksPerCommit, store.Count);
        for (int number = 1; number <= committed; number++)
        {
            for (int i = 0; i < BlocksPerCommit; i++)
            {
                byte[] block = FileBlockstoreTests.BlockOf((number << 8) + i);
                Assert.Equal(block, store.Get(Cid.DagCbor(block)).ToArray());
            }
        }

        return committed;
    }
}
