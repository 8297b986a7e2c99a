using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>Roots of trees over zero bytes only: level 0 is 32 zero bytes, level k + 1 the node of two of level k.</summary>
public static class ZeroRoots
{
    public const int Levels = 64;

    private static readonly byte[] Table = Build();

    /// <param name="level">0 to 63.</param>
    public static ReadOnlySpan<byte> At(int level)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)level, (uint)Levels, nameof(level));
        return Table.AsSpan(level * PieceSize.NodeBytes, PieceSize.NodeBytes);
    }

    /// <summary>Sets every node of <paramref name="nodes"/> to the root of <paramref name="level"/>.</summary>
    public static void Fill(int level, Span<byte> nodes)
    {
        for (; !nodes.IsEmpty; nodes = nodes[PieceSize.NodeBytes..]) { At(level).CopyTo(nodes); }
    }

    private static byte[] Build()
    {
        byte[] table = new byte[Levels * PieceSize.NodeBytes];
        Span<byte> pair = stackalloc byte[2 * PieceSize.NodeBytes];
        for (int at = PieceSize.NodeBytes; at < table.Length; at += PieceSize.NodeBytes)
        {
            Span<byte> below = table.AsSpan(at - PieceSize.NodeBytes, PieceSize.NodeBytes);
            below.CopyTo(pair);
            below.CopyTo(pair[PieceSize.NodeBytes..]);
            Sha256Nodes.HashPairs(pair, table.AsSpan(at, PieceSize.NodeBytes));
        }

        return table;
    }
}
