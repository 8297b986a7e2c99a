using FvmCompute.V1;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>
/// The durable job store (SQLite). Every write is committed with fsync before the call returns, so a state that anyone has seen survives a crash.
/// One connection behind a lock: writes are short, and readers see only committed rows.
/// </summary>
public sealed partial class JobStore : IDisposable
{
    /// <summary>Time for which a request id answers with its first job.</summary>
    public static readonly TimeSpan RequestIdLifetime = TimeSpan.FromHours(24);

    private const int SchemaVersion = 2;

    private const string InsertJob = """
        INSERT INTO jobs(id, state, piece_cid, priority, created_ms, updated_ms, escrow_return_epoch, record)
        VALUES($id, $state, $piece, $priority, $now, $now, $escrow, $record)
        """;

    private const string UpdateJob = """
        UPDATE jobs SET state = $state, piece_cid = $piece, priority = $priority, updated_ms = $now, escrow_return_epoch = $escrow, record = $record
        WHERE id = $id
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    private JobStore(SqliteConnection connection) => _connection = connection;

    /// <exception cref="JobStoreException">The file cannot be opened, is no job store, or was written by a newer version.</exception>
    public static JobStore Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var store = new JobStore(connection);
            store.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;");
            store.CreateSchema(path);
            return store;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new JobStoreException($"the job store {path} cannot be opened: {error.Message}", error);
        }
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Adds a job, or finds the one that the same request id made within <see cref="RequestIdLifetime"/>.</summary>
    /// <param name="record">The new job; its request id may be empty.</param>
    /// <param name="contentHash">Digest of what the request asks for: a used id with another digest is a conflict.</param>
    public InsertOutcome Insert(JobRecord record, byte[] contentHash, DateTimeOffset now, out JobRecord stored)
    {
        lock (_lock)
        {
            (InsertOutcome outcome, stored) = Transact(() => InsertOrFind(record, contentHash, now));
            return outcome;
        }
    }

    /// <summary>Commits a new version of a job. The life cycle is checked against the committed row.</summary>
    /// <exception cref="InvalidOperationException">The state may not follow the committed one: a bug in the engine.</exception>
    public void Save(JobRecord record, DateTimeOffset now)
    {
        lock (_lock)
        {
            Transact(() =>
            {
                JobState before = Get(IdOf(record))?.Job.State ?? throw new InvalidOperationException($"{record.Job.Name} is not in the store");
                if (!JobLifeCycle.MayFollow(before, record.Job.State))
                {
                    throw new InvalidOperationException($"{record.Job.Name} may not go from {before} to {record.Job.State}");
                }

                Write(UpdateJob, record, now);
                return true;
            });
        }
    }

    public JobRecord? Get(string id)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT record FROM jobs WHERE id = $id", ("$id", id));
            return command.ExecuteScalar() is byte[] bytes ? JobRecord.Parser.ParseFrom(bytes) : null;
        }
    }

    /// <summary>Jobs newest first, after <paramref name="beforeId"/> when it is not empty.</summary>
    public List<JobRecord> List(JobFilter filter, string beforeId, int limit)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(
                $"SELECT record FROM jobs WHERE ({filter.Clause}) AND ($before = '' OR id < $before) ORDER BY id DESC LIMIT $limit",
                ("$before", beforeId), ("$limit", limit));
            for (int i = 0; i < filter.Parameters.Count; i++) { command.Parameters.AddWithValue($"$f{i}", filter.Parameters[i]); }
            return ReadRecords(command);
        }
    }

    /// <summary>Jobs that have not ended, oldest first: what a restart takes up again.</summary>
    public List<JobRecord> Unfinished()
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT record FROM jobs WHERE state <= $last ORDER BY id", ("$last", (int)JobState.Settling));
            return ReadRecords(command);
        }
    }

    /// <summary>Jobs whose escrow can be taken back at <paramref name="epoch"/>.</summary>
    public List<JobRecord> EscrowsDue(long epoch)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(
                "SELECT record FROM jobs WHERE escrow_return_epoch > 0 AND escrow_return_epoch <= $epoch ORDER BY id", ("$epoch", epoch));
            return ReadRecords(command);
        }
    }

    private (InsertOutcome Outcome, JobRecord Stored) InsertOrFind(JobRecord record, byte[] contentHash, DateTimeOffset now)
    {
        string requestId = record.Job.RequestId;
        Execute("DELETE FROM requests WHERE created_ms < $limit", ("$limit", (now - RequestIdLifetime).ToUnixTimeMilliseconds()));
        if (requestId.Length > 0 && FindRequest(requestId) is { } earlier)
        {
            return (earlier.ContentHash.AsSpan().SequenceEqual(contentHash) ? InsertOutcome.SameRequest : InsertOutcome.Conflict, Get(earlier.JobId)!);
        }

        Write(InsertJob, record, now);
        if (requestId.Length > 0)
        {
            Execute(
                "INSERT INTO requests(request_id, content, job_id, created_ms) VALUES($request, $content, $job, $now)",
                ("$request", requestId), ("$content", contentHash), ("$job", IdOf(record)), ("$now", now.ToUnixTimeMilliseconds()));
        }

        return (InsertOutcome.Added, record);
    }

    private T Transact<T>(Func<T> work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            T result = work();
            Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does on a full disk; what counts is the error that led here.
        }
    }

    private static string IdOf(JobRecord record) =>
        JobId.TryParseName(record.Job.Name, out string id) ? id : throw new InvalidOperationException($"bad job name {record.Job.Name}");

    private static List<JobRecord> ReadRecords(SqliteCommand command)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        List<JobRecord> records = [];
        while (reader.Read()) { records.Add(JobRecord.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0))); }
        return records;
    }

    private (string JobId, byte[] ContentHash)? FindRequest(string requestId)
    {
        using SqliteCommand command = Command("SELECT job_id, content FROM requests WHERE request_id = $id", ("$id", requestId));
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetString(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    private void Write(string sql, JobRecord record, DateTimeOffset now)
    {
        int written = Execute(
            sql,
            ("$id", IdOf(record)), ("$state", (int)record.Job.State), ("$piece", record.Job.Spec.Possession?.PieceCid ?? ""),
            ("$priority", (int)record.Job.Spec.Priority), ("$now", now.ToUnixTimeMilliseconds()), ("$escrow", record.EscrowReturnEpoch),
            ("$record", record.ToByteArray()));
        if (written != 1) { throw new InvalidOperationException($"{record.Job.Name} was not written"); }
    }

    private int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters) { command.Parameters.AddWithValue(name, value); }
        return command;
    }
}
