using Microsoft.Data.Sqlite;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>A dataset file whose id is known, as long as its size and modification time stay what they were.</summary>
/// <param name="Id">32 bytes.</param>
public sealed record DatasetRow(string Path, long Size, long ModifiedTicks, byte[] Id);

public sealed partial class JobStore
{
    public void PutDataset(DatasetRow dataset)
    {
        lock (_lock)
        {
            Execute(
                "INSERT OR REPLACE INTO datasets(path, size, modified_ticks, id) VALUES($path, $size, $modified, $id)",
                ("$path", dataset.Path), ("$size", dataset.Size), ("$modified", dataset.ModifiedTicks), ("$id", dataset.Id));
        }
    }

    public DatasetRow? FindDatasetByPath(string path)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT path, size, modified_ticks, id FROM datasets WHERE path = $path", ("$path", path));
            return ReadDatasets(command).SingleOrDefault();
        }
    }

    public List<DatasetRow> FindDatasets(byte[] id)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT path, size, modified_ticks, id FROM datasets WHERE id = $id ORDER BY path", ("$id", id));
            return ReadDatasets(command);
        }
    }

    private static List<DatasetRow> ReadDatasets(SqliteCommand command)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        List<DatasetRow> datasets = [];
        while (reader.Read())
        {
            datasets.Add(new DatasetRow(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3)));
        }

        return datasets;
    }
}
