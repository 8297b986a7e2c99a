using FvmCompute.Vm.Blockstores;

namespace FvmCompute.Vm.Tests.Blockstores;

public class BatchJournalTests
{
    [Fact]
    public void BatchJournal_PowerCutsAtRandomMoments_KeepsEveryAcknowledgedEntryInOrder()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            PowerCutFolder folder = new();
            int acknowledged = 0;
            for (int life = 0; life < 5; life++)
            {
                folder.FailFrom = folder.Operations + random.Next(1, 30);
                acknowledged = RunUntilFailure(folder, acknowledged, random);
                folder.PowerCut(random);
                List<int> found = ReadAll(folder);
                Assert.True(found.Count >= acknowledged, $"seed {seed}: {acknowledged} entries were acknowledged, {found.Count} are left");
                Assert.Equal(Enumerable.Range(0, found.Count), found);
                acknowledged = found.Count;
            }
        }
    }

    [Fact]
    public void BatchJournal_Rewritten_HoldsOnlyTheLiveEntriesAndTheLaterOnes()
    {
        PowerCutFolder folder = new();
        using (BatchJournal journal = BatchJournal.Open(folder, "pool.log", _ => { }))
        {
            for (int i = 0; i < 50; i++) { journal.Append(BitConverter.GetBytes(i)); }

            long before = journal.Length;
            journal.Rewrite([BitConverter.GetBytes(7), BitConverter.GetBytes(9)]);
            Assert.True(journal.Length < before);
            journal.Append(BitConverter.GetBytes(50));
        }

        folder.PowerCut(new Random(1));
        Assert.Equal([7, 9, 50], ReadAll(folder));
    }

    [Fact]
    public void BatchJournal_FailedWrite_RefusesFurtherEntries()
    {
        PowerCutFolder folder = new();
        using BatchJournal journal = BatchJournal.Open(folder, "pool.log", _ => { });
        folder.FailFrom = folder.Operations + 1;
        Assert.Throws<StoreFailedException>(() => journal.Append([1]));
        folder.FailFrom = int.MaxValue;

        Assert.Throws<StoreFailedException>(() => journal.Append([2]));
        Assert.Throws<StoreFailedException>(() => journal.Rewrite([]));
    }

    [Fact]
    public void Open_DamagedMiddle_NamesFileAndOffset()
    {
        PowerCutFolder folder = new();
        using (BatchJournal journal = BatchJournal.Open(folder, "pool.log", _ => { }))
        {
            for (int i = 0; i < 10; i++) { journal.Append(BitConverter.GetBytes(i)); }
        }

        byte[] bytes = folder["pool.log"];
        bytes[32 + 24 + 20] ^= 1; // in the second of ten records of 24 bytes
        folder["pool.log"] = bytes;

        StoreDamagedException refused = Assert.Throws<StoreDamagedException>(() => ReadAll(folder));
        Assert.Equal(32 + 24, refused.Offset);
        Assert.EndsWith("pool.log", refused.File);
    }

    [Fact]
    public async Task Append_ManyCallersAtOnce_ShareSyncs()
    {
        PowerCutFolder folder = new();
        using (BatchJournal journal = BatchJournal.Open(folder, "pool.log", _ => { }))
        {
            int before = folder.Operations;
            for (int i = 0; i < 100; i++) { journal.Enqueue(BitConverter.GetBytes(i)); }

            await Task.WhenAll(Enumerable.Range(1, 100).Select(number => Task.Run(() => journal.WaitDurable((ulong)number))));
            Assert.Equal(2, folder.Operations - before);
        }

        Assert.Equal(Enumerable.Range(0, 100), ReadAll(folder));
    }

    private static int RunUntilFailure(PowerCutFolder folder, int from, Random random)
    {
        int acknowledged = from;
        try
        {
            using BatchJournal journal = BatchJournal.Open(folder, "pool.log", _ => { });
            while (acknowledged < from + 40)
            {
                int batch = random.Next(1, 4);
                for (int i = 1; i < batch; i++) { journal.Enqueue(BitConverter.GetBytes(acknowledged + i - 1)); }

                journal.Append(BitConverter.GetBytes(acknowledged + batch - 1));
                acknowledged += batch;
                if (random.Next(10) == 0) { journal.Rewrite([.. Enumerable.Range(0, acknowledged).Select(BitConverter.GetBytes)]); }
            }
        }
        catch (Exception failure) when (failure is IOException or StoreFailedException)
        {
            // The device failed, while opening or later.
        }

        return acknowledged;
    }

    private static List<int> ReadAll(PowerCutFolder folder)
    {
        List<int> found = [];
        using BatchJournal journal = BatchJournal.Open(folder, "pool.log", entry => found.Add(BitConverter.ToInt32(entry.Span)));
        return found;
    }
}
