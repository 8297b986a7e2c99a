using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Primitives.Merkle;

/// <summary>The hashes of proof Merkle trees: BLAKE2b-256 with a byte that keeps leaves and nodes apart.</summary>
public static class MerkleHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Bytes = 32;

    private const byte LeafTag = 0x00;
    private const byte NodeTag = 0x01;

    /// <summary>H(00 ‖ data).</summary>
    /// <param name="hash">Exactly 32 bytes.</param>
    public static void Leaf(ReadOnlySpan<byte> data, Span<byte> hash) => Tagged(LeafTag, data, hash);

    /// <summary>H(01 ‖ left ‖ right).</summary>
    /// <param name="pair">The two hashes, exactly 64 bytes.</param>
    /// <param name="hash">Exactly 32 bytes.</param>
    public static void Node(ReadOnlySpan<byte> pair, Span<byte> hash)
    {
        Require.Length(pair.Length, 2 * Bytes);
        Tagged(NodeTag, pair, hash);
    }

    /// <summary>H(00 ‖ leaf) of many leaves of one length, at least 1 byte, back to back.</summary>
    /// <param name="hashes">Exactly 32 bytes per leaf; must not overlap the leaves.</param>
    public static void Leaves(ReadOnlySpan<byte> leaves, int leafLength, Span<byte> hashes) => Blake2b.HashMany(LeafTag, leaves, leafLength, hashes);

    /// <summary>H(01 ‖ left ‖ right) of many neighbouring pairs.</summary>
    /// <param name="hashes">Exactly half as many bytes; must not overlap the pairs.</param>
    public static void Nodes(ReadOnlySpan<byte> pairs, Span<byte> hashes) => Blake2b.HashMany(NodeTag, pairs, 2 * Bytes, hashes);

    private static void Tagged(byte tag, ReadOnlySpan<byte> data, Span<byte> hash)
    {
        Require.Length(hash.Length, Bytes);
        Blake2bHasher hasher = new(Bytes);
        hasher.Update([tag]);
        hasher.Update(data);
        hasher.Finish(hash);
    }
}
