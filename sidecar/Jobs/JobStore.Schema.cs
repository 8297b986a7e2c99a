using Microsoft.Data.Sqlite;

namespace FvmCompute.Sidecar.Jobs;

public sealed partial class JobStore
{
    private const string Schema = """
        CREATE TABLE jobs(
            id TEXT PRIMARY KEY,
            state INTEGER NOT NULL,
            piece_cid TEXT NOT NULL,
            priority INTEGER NOT NULL,
            created_ms INTEGER NOT NULL,
            updated_ms INTEGER NOT NULL,
            escrow_return_epoch INTEGER NOT NULL,
            record BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX jobs_by_state ON jobs(state, id);
        CREATE INDEX jobs_by_escrow ON jobs(escrow_return_epoch) WHERE escrow_return_epoch > 0;
        CREATE TABLE requests(
            request_id TEXT PRIMARY KEY,
            content BLOB NOT NULL,
            job_id TEXT NOT NULL REFERENCES jobs(id),
            created_ms INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE outbox(
            cid TEXT PRIMARY KEY,
            job_id TEXT NOT NULL,
            purpose TEXT NOT NULL,
            sender TEXT NOT NULL,
            nonce INTEGER NOT NULL,
            message BLOB NOT NULL,
            UNIQUE(sender, nonce),
            UNIQUE(job_id, purpose)) WITHOUT ROWID;
        CREATE TABLE pieces(
            path TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            modified_ticks INTEGER NOT NULL,
            commitment BLOB NOT NULL,
            piece_cid TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX pieces_by_commitment ON pieces(commitment);
        """;

    /// <summary>What version 2 added.</summary>
    private const string DatasetsSchema = """
        CREATE TABLE datasets(
            path TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            modified_ticks INTEGER NOT NULL,
            id BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX datasets_by_id ON datasets(id);
        """;

    private void CreateSchema(string path)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using SqliteCommand version = Command("PRAGMA user_version");
        long found = (long)version.ExecuteScalar()!;
        if (found == 0) { Execute(Schema); }
        if (found < 2) { Execute($"{DatasetsSchema} PRAGMA user_version = {SchemaVersion};"); }
        if (found > SchemaVersion)
        {
            throw new JobStoreException($"the job store {path} has schema version {found}, this program reads up to {SchemaVersion}: use a newer fvmcompute");
        }

        transaction.Commit();
    }
}
