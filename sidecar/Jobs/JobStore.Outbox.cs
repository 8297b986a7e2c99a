using Microsoft.Data.Sqlite;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>
/// A signed chain message that was decided on, stored before it is pushed: pushing the same bytes again after a crash cannot do a thing twice.
/// </summary>
/// <param name="Cid">CID of the message, as text.</param>
/// <param name="JobId">The job that it belongs to, or the name of another owner such as <c>provider</c>.</param>
/// <param name="Purpose">One message for each purpose of a job: <c>post</c>, <c>accept</c>, <c>settle</c>, …</param>
/// <param name="Sender">Address that signs, as text.</param>
/// <param name="Message">DAG-CBOR of the SignedMessage.</param>
public sealed record OutboxMessage(string Cid, string JobId, string Purpose, string Sender, ulong Nonce, byte[] Message);

public sealed partial class JobStore
{
    /// <summary>Stores a message. A job has at most one for each purpose, a sender at most one for each nonce.</summary>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void AddOutbox(OutboxMessage message)
    {
        lock (_lock)
        {
            try
            {
                Execute(
                    "INSERT INTO outbox(cid, job_id, purpose, sender, nonce, message) VALUES($cid, $job, $purpose, $sender, $nonce, $message)",
                    ("$cid", message.Cid), ("$job", message.JobId), ("$purpose", message.Purpose), ("$sender", message.Sender),
                    ("$nonce", (long)message.Nonce), ("$message", message.Message));
            }
            catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
            {
                throw new InvalidOperationException(
                    $"{message.JobId} has a {message.Purpose} message already, or nonce {message.Nonce} of {message.Sender} is taken", error);
            }
        }
    }

    public OutboxMessage? FindOutbox(string jobId, string purpose)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(
                "SELECT cid, job_id, purpose, sender, nonce, message FROM outbox WHERE job_id = $job AND purpose = $purpose",
                ("$job", jobId), ("$purpose", purpose));
            return ReadOutbox(command).SingleOrDefault();
        }
    }

    /// <summary>Everything that was decided on, by sender and nonce: a start pushes again what the chain does not hold yet.</summary>
    public List<OutboxMessage> Outbox()
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT cid, job_id, purpose, sender, nonce, message FROM outbox ORDER BY sender, nonce");
            return ReadOutbox(command);
        }
    }

    /// <summary>Forgets a message that the chain has executed or refused for good.</summary>
    public void RemoveOutbox(string cid)
    {
        lock (_lock) { Execute("DELETE FROM outbox WHERE cid = $cid", ("$cid", cid)); }
    }

    /// <summary>Forgets the messages of a job that has ended, so that a start does not read them all again.</summary>
    public void RemoveOutboxOf(string jobId)
    {
        lock (_lock) { Execute("DELETE FROM outbox WHERE job_id = $job", ("$job", jobId)); }
    }

    private static List<OutboxMessage> ReadOutbox(SqliteCommand command)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        List<OutboxMessage> messages = [];
        while (reader.Read())
        {
            messages.Add(new OutboxMessage(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                (ulong)reader.GetInt64(4), reader.GetFieldValue<byte[]>(5)));
        }

        return messages;
    }
}
