using System.Security.Cryptography;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>A piece as a tree of 32-byte nodes: SHA-256 of two nodes with the top two bits of the last byte clear.</summary>
internal abstract class Piece(int height)
{
    public int Height { get; } = height;

    public ulong Leaves => 1UL << Height;

    public ulong PaddedBytes => Leaves * 32;

    public byte[] Commitment => Node(Height, 0);

    /// <summary>The node of a level (0: leaves).</summary>
    public abstract byte[] Node(int level, ulong index);

    /// <summary>A leaf and its siblings, from the leaf's to the root's child.</summary>
    public byte[] Path(ulong leaf) =>
        [.. Node(0, leaf), .. Enumerable.Range(0, Height).SelectMany(level => Node(level, (leaf >> level) ^ 1))];

    protected static byte[] Parent(byte[] left, byte[] right)
    {
        byte[] parent = SHA256.HashData([.. left, .. right]);
        parent[31] &= 0x3f;
        return parent;
    }
}

/// <summary>A piece whose leaves all differ.</summary>
internal sealed class NumberedPiece : Piece
{
    private readonly byte[][][] _rows;

    public NumberedPiece(int height) : base(height)
    {
        _rows = new byte[height + 1][][];
        _rows[0] = [.. Enumerable.Range(0, 1 << height).Select(Leaf)];
        for (int level = 1; level <= height; level++)
        {
            byte[][] below = _rows[level - 1];
            _rows[level] = [.. Enumerable.Range(0, below.Length / 2).Select(i => Parent(below[2 * i], below[(2 * i) + 1]))];
        }
    }

    public override byte[] Node(int level, ulong index) => _rows[level][index];

    private static byte[] Leaf(int index)
    {
        byte[] leaf = Blake2b.Hash256(BitConverter.GetBytes(index));
        leaf[31] &= 0x3f;
        return leaf;
    }
}

/// <summary>A piece of zeros: of any size without being built, because all nodes of a level are equal.</summary>
internal sealed class ZeroPiece : Piece
{
    private readonly byte[][] _levels;

    public ZeroPiece(int height) : base(height)
    {
        _levels = new byte[height + 1][];
        _levels[0] = new byte[32];
        for (int level = 1; level <= height; level++) { _levels[level] = Parent(_levels[level - 1], _levels[level - 1]); }
    }

    public override byte[] Node(int level, ulong index) => _levels[level];
}
