using System.Diagnostics;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.Tests.Blockstores;

namespace FvmCompute.Vm.Tests.Chain;

/// <summary>A real process on a real folder, ended by SIGKILL while it works.</summary>
public class KillTests
{
    private const int Lives = 8;

    [Fact]
    public async Task Chain_ProcessKilledAtRandomMoments_LosesAndDoublesNothing()
    {
        using TemporaryFolder folder = new();
        ChainLedger ledger = new();
        Random random = new();
        for (int life = 0; life < Lives; life++)
        {
            foreach (string promise in RunAndKill(folder.Path, random)) { Keep(ledger, promise); }
        }

        using DiskFolder disk = DiskFolder.Lock(folder.Path);
        Assert.True(ledger.Count > Lives, $"only {ledger.Count} messages were acknowledged in {Lives} lives");
        await ledger.Verify(disk, "after the last kill");
    }

    [Fact]
    public async Task Open_FolderOfARunningProcess_IsRefusedInWords()
    {
        using TemporaryFolder folder = new();
        await using EmbeddedChain chain = EmbeddedChain.Open(TestChain.Options with { Folder = folder.Path });

        using Process second = Start(folder.Path, 1);
        string error = await second.StandardError.ReadToEndAsync();
        await second.WaitForExitAsync();

        Assert.Equal(CrashHost.Program.InUse, second.ExitCode);
        Assert.Contains($"{folder.Path} is in use by process {Environment.ProcessId}", error);
    }

    /// <summary>Lets a process run for up to 200 ms after its first promise, kills it, and returns every whole line it printed.</summary>
    private static List<string> RunAndKill(string folder, Random random)
    {
        using Process process = Start(folder, random.Next());
        List<string> promises = [];
        string first = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"the process ended by itself: {process.StandardError.ReadToEnd()}");
        promises.Add(first);
        using Timer kill = new(_ => process.Kill(), null, random.Next(200), Timeout.Infinite);
        string rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(137, process.ExitCode);
        promises.AddRange(rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return promises;
    }

    private static void Keep(ChainLedger ledger, string promise)
    {
        string[] words = promise.Split(' ');
        if (words[0] == "T")
        {
            ledger.Committed(long.Parse(words[1]), words[2]);
            return;
        }

        SignedMessage message = TestChain.Transfer(int.Parse(words[1]), 9, ulong.Parse(words[2]));
        Assert.Equal(words[3], message.Cid.ToString());
        ledger.Acknowledged(message);
    }

    private static Process Start(string folder, int seed)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["exec", typeof(KillTests).Assembly.Location, folder, $"{seed}"]) { start.ArgumentList.Add(argument); }

        return Process.Start(start)!;
    }
}
