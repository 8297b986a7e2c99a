using Microsoft.Data.Sqlite;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>A file whose piece commitment is known, as long as its size and modification time stay what they were.</summary>
/// <param name="Commitment">32-byte root.</param>
/// <param name="PieceCid">PieceCID v2, as text.</param>
public sealed record PieceRow(string Path, long Size, long ModifiedTicks, byte[] Commitment, string PieceCid);

public sealed partial class JobStore
{
    public void PutPiece(PieceRow piece)
    {
        lock (_lock)
        {
            Execute(
                "INSERT OR REPLACE INTO pieces(path, size, modified_ticks, commitment, piece_cid) VALUES($path, $size, $modified, $commitment, $cid)",
                ("$path", piece.Path), ("$size", piece.Size), ("$modified", piece.ModifiedTicks), ("$commitment", piece.Commitment), ("$cid", piece.PieceCid));
        }
    }

    public PieceRow? FindPieceByPath(string path)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT path, size, modified_ticks, commitment, piece_cid FROM pieces WHERE path = $path", ("$path", path));
            return ReadPieces(command).SingleOrDefault();
        }
    }

    public List<PieceRow> FindPieces(byte[] commitment)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(
                "SELECT path, size, modified_ticks, commitment, piece_cid FROM pieces WHERE commitment = $commitment ORDER BY path",
                ("$commitment", commitment));
            return ReadPieces(command);
        }
    }

    public void RemovePiece(string path)
    {
        lock (_lock) { Execute("DELETE FROM pieces WHERE path = $path", ("$path", path)); }
    }

    private static List<PieceRow> ReadPieces(SqliteCommand command)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        List<PieceRow> pieces = [];
        while (reader.Read())
        {
            pieces.Add(new PieceRow(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), reader.GetString(4)));
        }

        return pieces;
    }
}
