using FvmCompute.Filecoin.Numbers;
using FvmCompute.Tests;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.Tests.Blockstores;

namespace FvmCompute.Vm.Tests.Chain;

/// <summary>
/// A chain folder of the first released format still opens and says what it said. The files were made by <see cref="Make"/> (FVMCOMPUTE_BLESS=1 makes them
/// anew; a released format is not made anew but gets a second fixture beside it).
/// </summary>
public class FrozenChainTests
{
    private static readonly string Fixture = Path.Combine(Vectors.RepositoryRoot, "tests", "FvmCompute.Vm.Tests", "Fixtures", "chain-v1");

    [Fact]
    public async Task Chain_StoredByTheFirstFormat_StillReads()
    {
        if (Environment.GetEnvironmentVariable("FVMCOMPUTE_BLESS") == "1") { await Make(); }

        using TemporaryFolder folder = new();
        foreach (string file in Directory.GetFiles(Fixture)) { File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file))); }

        await using EmbeddedChain chain = EmbeddedChain.Open(TestChain.Options with { Folder = folder.Path });

        Assert.Equal(File.ReadAllText(Path.Combine(Fixture, "HEAD")).Trim(), chain.Head.Key.ToString());
        Assert.Equal(5, chain.Head.Epoch);
        Assert.Equal(TokenAmount.FromFil(1001), chain.GetBalance(TestChain.Accounts[1]));
        Assert.Equal(1UL, chain.GetActor(TestChain.Accounts[0])!.Nonce);
        Assert.Equal(0u, chain.Find(TestChain.Transfer(0, 1, 0, TokenAmount.FromFil(1)).Cid)!.Receipt.ExitCode.Value);
        Assert.True(chain.IsPending(TestChain.Transfer(2, 3, 0).Cid));
    }

    private static async Task Make()
    {
        if (Directory.Exists(Fixture)) { Directory.Delete(Fixture, recursive: true); }

        await using (EmbeddedChain chain = EmbeddedChain.Open(TestChain.Options with { Folder = Fixture }))
        {
            chain.Push(TestChain.Transfer(0, 1, 0, TokenAmount.FromFil(1)));
            chain.CreateTipset();
            chain.AdvanceTo(5);
            chain.Push(TestChain.Transfer(2, 3, 0));
            File.WriteAllText(Path.Combine(Fixture, "HEAD"), $"{chain.Head.Key}\n");
        }

        foreach (string lockFile in (string[])["LOCK", "OWNER"]) { File.Delete(Path.Combine(Fixture, lockFile)); }
    }
}
