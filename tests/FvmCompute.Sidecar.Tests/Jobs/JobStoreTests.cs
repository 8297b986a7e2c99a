using FvmCompute.Sidecar.Jobs;
using FvmCompute.V1;
using Microsoft.Data.Sqlite;

namespace FvmCompute.Sidecar.Tests.Jobs;

public sealed class JobStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly JobStore _store;

    public JobStoreTests() => _store = JobStore.Open(_folder["jobs.sqlite"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Insert_SameRequestIdWithin24Hours_ReturnsTheFirstJob()
    {
        JobRecord first = Record("request-1");
        Assert.Equal(InsertOutcome.Added, _store.Insert(first, [1], Now, out _));
        Assert.Equal(InsertOutcome.SameRequest, _store.Insert(Record("request-1"), [1], Now.AddHours(23), out JobRecord again));
        Assert.Equal(first.Job.Name, again.Job.Name);
        Assert.Equal(InsertOutcome.Conflict, _store.Insert(Record("request-1"), [2], Now.AddHours(23), out _));
        Assert.Equal(InsertOutcome.Added, _store.Insert(Record("request-1"), [2], Now.AddHours(25), out _));
    }

    [Fact]
    public void Open_StoreOfVersion1_GainsDatasetsAndKeepsItsJobs()
    {
        _store.Insert(Record(""), [1], Now, out JobRecord kept);
        _store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder["jobs.sqlite"]};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand back = connection.CreateCommand();
            back.CommandText = "DROP TABLE datasets; PRAGMA user_version = 1;";
            back.ExecuteNonQuery();
        }

        using JobStore opened = JobStore.Open(_folder["jobs.sqlite"]);
        opened.PutDataset(new DatasetRow("/file", 1, 2, [3]));
        Assert.Equal("/file", Assert.Single(opened.FindDatasets([3])).Path);
        Assert.Equal(kept.Job.Name, Assert.Single(opened.Unfinished()).Job.Name);
    }

    [Fact]
    public void Insert_NoRequestId_AddsEveryTime()
    {
        Assert.Equal(InsertOutcome.Added, _store.Insert(Record(""), [1], Now, out _));
        Assert.Equal(InsertOutcome.Added, _store.Insert(Record(""), [1], Now, out _));
    }

    [Fact]
    public void Save_AfterReopening_IsThere()
    {
        JobRecord record = Record("");
        _store.Insert(record, [], Now, out _);
        record.Job.State = JobState.Queued;
        _store.Save(record, Now);
        _store.Dispose();

        using JobStore reopened = JobStore.Open(_folder["jobs.sqlite"]);
        Assert.Equal(JobState.Queued, Assert.Single(reopened.Unfinished()).Job.State);
    }

    [Theory]
    [InlineData(JobState.Accepted, JobState.Settled)]
    [InlineData(JobState.Accepted, JobState.Running)]
    [InlineData(JobState.Cancelled, JobState.Queued)]
    [InlineData(JobState.Settled, JobState.Failed)]
    public void Save_TransitionOutsideTheLifeCycle_IsRefused(JobState before, JobState after)
    {
        JobRecord record = Record("");
        record.Job.State = before;
        _store.Insert(record, [], Now, out _);
        record.Job.State = after;
        Assert.Throws<InvalidOperationException>(() => _store.Save(record, Now));
    }

    [Fact]
    public void List_PagesAndFilters_NewestFirst()
    {
        for (int i = 0; i < 5; i++)
        {
            JobRecord record = Record("", Now.AddSeconds(i));
            record.Job.State = i % 2 == 0 ? JobState.Settled : JobState.Queued;
            _store.Insert(record, [], Now.AddSeconds(i), out _);
        }

        Assert.True(JobFilter.TryParse("", out JobFilter all, out _));
        List<JobRecord> page = _store.List(all, "", 2);
        List<JobRecord> rest = _store.List(all, page[^1].Job.Name[5..], 10);
        Assert.Equal(5, page.Concat(rest).Select(record => record.Job.Name).Distinct().Count());
        Assert.Equal(page.Concat(rest).Select(record => record.Job.Name).OrderDescending(), page.Concat(rest).Select(record => record.Job.Name));

        Assert.True(JobFilter.TryParse("state = SETTLED AND create_time > \"2026-01-31T12:00:01Z\"", out JobFilter settled, out _));
        Assert.Equal(2, _store.List(settled, "", 10).Count);
    }

    [Theory]
    [InlineData("state = FLYING")]
    [InlineData("state > SETTLED")]
    [InlineData("1 = 1; DROP TABLE jobs")]
    [InlineData("create_time > \"yesterday\"")]
    [InlineData("state = SETTLED OR state = FAILED")]
    public void Filter_NotOfTheGrammar_IsRefusedWithAnExample(string text)
    {
        Assert.False(JobFilter.TryParse(text, out _, out string error));
        Assert.Contains("state = SETTLED", error);
    }

    [Fact]
    public void Outbox_SecondMessageForOnePurposeOrNonce_IsRefused()
    {
        _store.AddOutbox(new OutboxMessage("cid-1", "job", "accept", "f1a", 7, [1]));
        Assert.Throws<InvalidOperationException>(() => _store.AddOutbox(new OutboxMessage("cid-2", "job", "accept", "f1a", 8, [2])));
        Assert.Throws<InvalidOperationException>(() => _store.AddOutbox(new OutboxMessage("cid-3", "job-2", "accept", "f1a", 7, [3])));
        Assert.Equal("cid-1", _store.FindOutbox("job", "accept")!.Cid);
        _store.RemoveOutbox("cid-1");
        Assert.Empty(_store.Outbox());
    }

    [Fact]
    public void Open_NotADatabase_NamesTheFile()
    {
        File.WriteAllText(_folder["text.sqlite"], new string('x', 5000));
        Assert.Contains("text.sqlite", Assert.Throws<JobStoreException>(() => JobStore.Open(_folder["text.sqlite"])).Message);
    }

    private static JobRecord Record(string requestId, DateTimeOffset? time = null) => new()
    {
        Job = new Job
        {
            Name = JobId.ToName(JobId.New(time ?? Now)),
            RequestId = requestId,
            State = JobState.Accepted,
            Spec = new JobSpec { Possession = new PossessionSpec { PieceCid = "baga", Challenges = 1 } },
        },
    };
}
