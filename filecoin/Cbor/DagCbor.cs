using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Cbor;

/// <summary>Whole blocks of strict DAG-CBOR: one item, no byte more.</summary>
public static class DagCbor
{
    /// <summary>Whether <paramref name="block"/> is one strict item; bytes that pass re-encode to themselves.</summary>
    public static bool TryValidate(ReadOnlySpan<byte> block, out FormatError error, bool allowFloats = false) => TryVisit(block, null, out error, allowFloats);

    /// <summary>As <see cref="TryValidate"/>; adds the links of the block, in order, to <paramref name="links"/>.</summary>
    public static bool TryCollectLinks(ReadOnlySpan<byte> block, List<Cid> links, out FormatError error, bool allowFloats = false) =>
        TryVisit(block, links, out error, allowFloats);

    private static bool TryVisit(ReadOnlySpan<byte> block, List<Cid>? links, out FormatError error, bool allowFloats)
    {
        CborReader reader = new(block, allowFloats);
        bool ok = reader.TrySkipValue(links, out _) && reader.TryReadEnd();
        error = ok ? default : reader.Error;
        return ok;
    }
}
