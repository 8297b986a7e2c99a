using System.Numerics;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// Sizes of a piece. Payload bytes are what the client gave; padded bytes are 128/127 of that, a power of two, at least 128; the tree over the
/// padded bytes has 32-byte leaves and height log2(padded / 32) (FRC-0069).
/// </summary>
public static class PieceSize
{
    public const int NodeBytes = 32;
    public const int MinHeight = 2;

    /// <summary>The highest tree whose payload capacity stays below 2^63 bytes.</summary>
    public const int MaxHeight = 58;

    public const ulong MinPaddedBytes = 128;

    /// <summary>Payload bytes that fit a tree of <paramref name="height"/> (<see cref="MinHeight"/> to <see cref="MaxHeight"/>).</summary>
    public static ulong Capacity(int height) => 127UL << (CheckHeight(height) - 2);

    public static ulong PaddedBytes(int height) => 32UL << CheckHeight(height);

    public static ulong Leaves(int height) => 1UL << CheckHeight(height);

    /// <summary>The height of the smallest tree that holds <paramref name="payloadBytes"/> (below 127·2^56).</summary>
    public static int HeightFor(ulong payloadBytes)
    {
        ulong blocks = Math.Max(1, (payloadBytes / 127) + (payloadBytes % 127 == 0 ? 0UL : 1UL));
        return CheckHeight(MinHeight + BitOperations.Log2(BitOperations.RoundUpToPowerOf2(blocks)));
    }

    /// <summary>The height of a declared padded size, or <c>piece.size</c> when it is not a power of two from 128 bytes to 2^63.</summary>
    public static bool TryHeightOf(ulong paddedBytes, out int height, out FormatError error)
    {
        bool ok = BitOperations.IsPow2(paddedBytes) && paddedBytes >= MinPaddedBytes;
        height = ok ? BitOperations.Log2(paddedBytes / NodeBytes) : 0;
        error = ok ? default : new("piece.size", $"a padded piece size of {paddedBytes} bytes is not a power of two of at least {MinPaddedBytes}");
        return ok;
    }

    /// <inheritdoc cref="TryHeightOf"/>
    public static int HeightOf(ulong paddedBytes) =>
        TryHeightOf(paddedBytes, out int height, out FormatError error) ? height : throw new FilecoinFormatException(error);

    private static int CheckHeight(int height) => height is >= MinHeight and <= MaxHeight
        ? height
        : throw new ArgumentOutOfRangeException(nameof(height), height, $"the height of a piece is {MinHeight} to {MaxHeight}");
}
