using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.Tests.Blockstores;

namespace FvmCompute.Vm.Tests.Chain;

/// <summary>The chain on a device that loses power or fills up at every possible operation: nothing acknowledged is lost, nothing runs twice.</summary>
public class ChainCrashTests
{
    [Fact]
    public async Task Chain_PowerCutsAtRandomMoments_LosesAndDoublesNothing()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            PowerCutFolder folder = new();
            ChainLedger ledger = new();
            for (int life = 0; life < 5; life++)
            {
                folder.FailFrom = folder.Operations + random.Next(1, 60);
                await Live(folder, ledger, random);
                folder.PowerCut(random);
            }

            await ledger.Verify(folder, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Chain_DiskFullAtEveryOperation_StopsAndResumesWhereItWas()
    {
        for (int failAt = 6; failAt < 70; failAt += 3)
        {
            PowerCutFolder folder = new();
            ChainLedger ledger = new();
            await TestChain.Open(folder).DisposeAsync();
            folder.FailFrom = folder.Operations + failAt;
            await Live(folder, ledger, new Random(failAt));
            folder.FailFrom = int.MaxValue;

            await ledger.Verify(folder, $"full at {failAt}");
        }
    }

    [Fact]
    public async Task CreateTipset_DeviceFails_TellsEveryCallerAndWaiter()
    {
        PowerCutFolder folder = new();
        await using EmbeddedChain chain = TestChain.Open(folder);
        Cid cid = chain.Push(TestChain.Transfer(0, 1, 0));
        Task<MessageOutcome> waiting = chain.WaitAsync(cid);
        folder.FailFrom = folder.Operations + 1;

        ChainStoppedException stopped = Assert.Throws<ChainStoppedException>(() => chain.CreateTipset());
        Assert.Contains("No space left", stopped.Message);
        await Assert.ThrowsAsync<ChainStoppedException>(() => waiting);
        Assert.Throws<ChainStoppedException>(() => chain.Push(TestChain.Transfer(0, 1, 1)));
        Assert.Throws<ChainStoppedException>(() => chain.AdvanceTo(9));
        Assert.True(chain.Head.IsGenesis);
    }

    /// <summary>Pushes and makes tipsets until the device fails.</summary>
    private static async Task Live(PowerCutFolder folder, ChainLedger ledger, Random random)
    {
        try
        {
            await using EmbeddedChain chain = TestChain.Open(folder);
            for (int step = 0; step < 60; step++)
            {
                if (random.Next(4) == 0)
                {
                    Tipset tipset = chain.CreateTipset();
                    ledger.Committed(tipset.Epoch, tipset.Key.ToString());
                }
                else { ledger.Push(chain, random.Next(3)); }
            }
        }
        catch (Exception failure) when (failure is ChainStoppedException or StoreFailedException or IOException)
        {
            // The moment of the crash.
        }
    }
}
