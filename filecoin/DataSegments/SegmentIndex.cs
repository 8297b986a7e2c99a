using System.Numerics;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.DataSegments;

/// <summary>The index at the end of a deal that holds several pieces (FRC-0058).</summary>
public static class SegmentIndex
{
    private const ulong MinEntries = 4;
    private const ulong DealBytesPerEntry = 2048UL * SegmentEntry.Length;

    /// <summary>Slots of the index of a deal: one for 128 KiB, rounded up to a power of two, at least 4.</summary>
    /// <param name="dealBytes">Padded bytes; a power of two in a real deal.</param>
    public static ulong MaxEntries(ulong dealBytes) => Math.Max(MinEntries, BitOperations.RoundUpToPowerOf2(dealBytes / DealBytesPerEntry));

    /// <summary>Where the index starts, in padded bytes; refused as <c>podsi.deal.size</c> when the deal is no piece or too small for an index.</summary>
    public static ulong Start(ulong dealBytes)
    {
        ulong indexBytes = MaxEntries(dealBytes) * SegmentEntry.Length;
        return PieceSize.TryHeightOf(dealBytes, out _, out _) && dealBytes > indexBytes
            ? dealBytes - indexBytes
            : throw new FilecoinFormatException("podsi.deal.size", $"a deal of {dealBytes} padded bytes cannot hold an index");
    }

    /// <summary>Where the index starts in the payload of the deal.</summary>
    public static ulong PayloadStart(ulong dealBytes) => Start(dealBytes) / Fr32.PaddedBlock * Fr32.PayloadBlock;

    /// <summary>The entries in the payload bytes of an index, in order. Slots of zeros only are passed over; any other slot must be a valid entry.</summary>
    /// <param name="payload">Everything from <see cref="PayloadStart"/>, a multiple of 127 bytes.</param>
    public static List<SegmentEntry> Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length % Fr32.PayloadBlock != 0)
        {
            throw new FilecoinFormatException("podsi.index.length", $"an index has a multiple of {Fr32.PayloadBlock} payload bytes, found {payload.Length}");
        }

        byte[] padded = new byte[payload.Length / Fr32.PayloadBlock * Fr32.PaddedBlock];
        Fr32.Pad(payload, padded);
        List<SegmentEntry> entries = [];
        for (int at = 0; at < padded.Length; at += SegmentEntry.Length)
        {
            ReadOnlySpan<byte> slot = padded.AsSpan(at, SegmentEntry.Length);
            if (!slot.ContainsAnyExcept((byte)0)) { continue; }

            entries.Add(SegmentEntry.TryRead(slot, out SegmentEntry? entry, out FormatError error) ? entry! : throw new FilecoinFormatException(error));
        }

        return entries;
    }
}
