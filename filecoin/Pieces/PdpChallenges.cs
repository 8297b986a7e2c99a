using System.Buffers.Binary;
using System.Numerics;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// Challenges of the PDP verifier contract (FilOzone/pdp <c>PDPVerifier.sol</c>, <c>Cids.sol</c>): leaves are drawn over all pieces of a data set, each
/// piece counting only the leaves that hold data.
/// </summary>
public static class PdpChallenges
{
    /// <summary>Leaves of a piece that hold data: 2^height − ⌊⌊128·padding / 127⌋ / 32⌋.</summary>
    public static ulong DataLeaves(PieceCommitment piece)
    {
        ulong padding = PieceSize.Capacity(piece.Height) - piece.PayloadBytes;
        return piece.Leaves - (ulong)((UInt128)padding * 128 / 127 / 32);
    }

    /// <summary>
    /// Challenge <paramref name="proofIndex"/> of a proving period: keccak-256(seed ‖ set id u256 BE ‖ index u64 BE) mod <paramref name="range"/>.
    /// </summary>
    /// <param name="seed">32 bytes: the beacon randomness as u256 BE.</param>
    /// <param name="range">Leaves of the data set when the period started, above zero.</param>
    public static ulong LeafIndex(ReadOnlySpan<byte> seed, ulong setId, ulong proofIndex, ulong range)
    {
        ArgumentOutOfRangeException.ThrowIfZero(range);
        if (seed.Length != 32) { throw new ArgumentException($"a seed has 32 bytes, found {seed.Length}", nameof(seed)); }

        Span<byte> message = stackalloc byte[72];
        message.Clear();
        seed.CopyTo(message);
        BinaryPrimitives.WriteUInt64BigEndian(message[56..], setId);
        BinaryPrimitives.WriteUInt64BigEndian(message[64..], proofIndex);
        Span<byte> digest = stackalloc byte[32];
        Keccak256.Hash(message, digest);
        return (ulong)(new BigInteger(digest, isUnsigned: true, isBigEndian: true) % range);
    }

    /// <summary>The piece that holds leaf <paramref name="leaf"/> of the data set, and the leaf within it. Removed pieces count zero leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The data set has no such leaf.</exception>
    public static (int Piece, ulong Offset) Locate(ReadOnlySpan<ulong> pieceLeaves, ulong leaf)
    {
        ulong rest = leaf;
        for (int piece = 0; piece < pieceLeaves.Length; piece++)
        {
            if (rest < pieceLeaves[piece]) { return (piece, rest); }

            rest -= pieceLeaves[piece];
        }

        throw new ArgumentOutOfRangeException(nameof(leaf), leaf, "the data set has fewer leaves");
    }
}
