using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Proving;
using FvmCompute.Sidecar.Datasets;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Roots;
using FvmCompute.Sidecar.Tests.Circuits;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using Microsoft.Extensions.Logging.Abstractions;

namespace FvmCompute.Sidecar.Tests.Datasets;

public sealed class DatasetCatalogTests : IDisposable
{
    private const long Budget = 4 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly JobStore _store;
    private readonly CpuProverBackend _backend = new(new MemoryBudget("test", long.MaxValue), 1);
    private readonly DatasetShelf _shelf = new(Budget);
    private readonly List<string> _reports = [];

    public DatasetCatalogTests()
    {
        Directory.CreateDirectory(_folder["root/inner"]);
        _store = JobStore.Open(_folder["jobs.sqlite"]);
    }

    public void Dispose()
    {
        _shelf.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Find_FileBelowTheRoot_IsCommittedToOnceAndFoundAgainAfterARestart()
    {
        var sales = new SampleSales(500);
        sales.WriteDataset(_folder["root/inner/sales"]);
        File.WriteAllText(_folder["root/readme"], "no dataset");
        using (FoundDataset found = (await Catalog().FindAsync(sales.Id, _reports.Add, default))!) { Assert.EndsWith("inner/sales", found.Stream.Name); }
        Assert.Single(_reports);
        using FoundDataset again = (await Catalog().FindAsync(sales.Id, _reports.Add, default))!;
        Assert.Single(_reports);
        using DatasetLease kept = await Catalog().LoadAsync(again, default);
        Assert.Equal(sales.Id, kept.Dataset.Record.Id());
    }

    [Fact]
    public async Task Find_FileThatChanged_IsAnotherDataset()
    {
        SampleSales before = new(500), after = new(500, seed: 2);
        before.WriteDataset(_folder["root/sales"]);
        DatasetCatalog catalog = Catalog();
        (await catalog.FindAsync(before.Id, _reports.Add, default))!.Dispose();
        after.WriteDataset(_folder["root/sales"]);
        File.SetLastWriteTimeUtc(_folder["root/sales"], DateTime.UtcNow.AddSeconds(5));
        Assert.Null(await catalog.FindAsync(before.Id, _reports.Add, default));
        using FoundDataset changed = (await catalog.FindAsync(after.Id, _reports.Add, default))!;
        Assert.Equal(after.Id, changed.Id);
    }

    /// <summary>What decides is what the bytes commit to when a job loads them, not what was remembered.</summary>
    [Fact]
    public async Task Load_OtherBytesUnderTheSameSizeAndTime_AreNoticed()
    {
        SampleSales before = new(500), after = new(500, seed: 2);
        before.WriteDataset(_folder["root/sales"]);
        DateTime time = File.GetLastWriteTimeUtc(_folder["root/sales"]);
        (await Catalog().FindAsync(before.Id, _reports.Add, default))!.Dispose();
        after.WriteDataset(_folder["root/sales"]);
        File.SetLastWriteTimeUtc(_folder["root/sales"], time);
        using var emptyShelf = new DatasetShelf(Budget);
        DatasetCatalog catalog = Catalog(emptyShelf);
        using FoundDataset found = (await catalog.FindAsync(before.Id, _reports.Add, default))!;
        JobEndException changed = await Assert.ThrowsAsync<JobEndException>(() => catalog.LoadAsync(found, default));
        Assert.Contains($"it is dataset {after.Id} now", changed.Message);
        Assert.Null(await catalog.FindAsync(before.Id, _reports.Add, default));
    }

    [Fact]
    public async Task Find_LinkThatLeavesTheRootOrBrokenFile_IsPassedOver()
    {
        var sales = new SampleSales(500);
        sales.WriteDataset(_folder["outside"]);
        File.CreateSymbolicLink(_folder["root/link"], _folder["outside"]);
        byte[] bytes = File.ReadAllBytes(_folder["outside"]);
        File.WriteAllBytes(_folder["root/short"], bytes[..^1]);
        bytes.AsSpan(^8).Fill(0xff);
        File.WriteAllBytes(_folder["root/not-canonical"], bytes);
        Assert.Null(await Catalog().FindAsync(sales.Id, _reports.Add, default));
        Assert.Null(await Catalog().IdentifyAsync(_folder["outside"], _reports.Add, default));
    }

    [Fact]
    public async Task Shelf_MoreThanItsBudget_DropsTheLongestUnusedAndNothingInUse()
    {
        SampleSales[] all = [.. Enumerable.Range(0, 5).Select(seed => new SampleSales(500, seed))];
        for (int i = 0; i < all.Length; i++) { all[i].WriteDataset(_folder[$"root/{i}"]); }
        using FoundDataset first = (await Catalog().FindAsync(all[0].Id, _reports.Add, default))!;
        using var shelf = new DatasetShelf(2 * FoundDataset.KeptBytes(first.File, _backend));
        DatasetCatalog catalog = Catalog(shelf);
        using DatasetLease held = await catalog.LoadAsync(first, default);
        foreach (SampleSales sales in all) { (await catalog.FindAsync(sales.Id, _reports.Add, default))!.Dispose(); }
        Assert.Equal([true, false, false, true, true], all.Select(sales => IsKept(shelf, sales)));
        Assert.Equal(2 * FoundDataset.KeptBytes(first.File, _backend), shelf.UnusedBytes);
    }

    /// <summary>The job that a dataset was committed to for may be cancelled; the next one uses it from memory.</summary>
    [Fact]
    public async Task Load_ForAJobThatIsCancelledLater_KeepsADatasetThatStillProves()
    {
        var sales = new SampleSales(500);
        sales.WriteDataset(_folder["root/sales"]);
        using var job = new CancellationTokenSource();
        using FoundDataset found = (await Catalog().FindAsync(sales.Id, _reports.Add, job.Token))!;
        (await Catalog().LoadAsync(found, job.Token)).Dispose();
        await job.CancelAsync();
        using DatasetLease lease = await Catalog().LoadAsync(found, default);
        Statement statement = sales.State(lease.Dataset.Record);
        CircuitProof proof = CircuitProver.Prove(statement, [lease.Dataset], [[sales.Totals]], new ProverOptions(_backend), default);
        Assert.Equal(Verdict.Accepted, ProofVerifier.Verify(statement.Encode(), proof.Encode(), VerifierOptions.Secure));
    }

    private static bool IsKept(DatasetShelf shelf, SampleSales sales)
    {
        using DatasetLease? lease = shelf.TryLease(sales.Id);
        return lease is not null;
    }

    private DatasetCatalog Catalog(DatasetShelf? shelf = null) => new(
        _store, new FileRoots("dataset-roots", [_folder["root"]]), shelf ?? _shelf, _backend, new Admission(1L << 30, 4, TimeProvider.System),
        NullLogger.Instance);
}
