using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Cbor;

public ref partial struct CborReader
{
    /// <summary>Checks the next item completely, whatever it is, and gives its bytes. Nesting over <see cref="MaxDepth"/> is refused.</summary>
    public bool TrySkipValue(out ReadOnlySpan<byte> bytes) => TrySkipValue(null, out bytes);

    /// <summary>As <see cref="TrySkipValue(out ReadOnlySpan{byte})"/>; adds the links found, in order, to <paramref name="links"/>.</summary>
    public bool TrySkipValue(List<Cid>? links, out ReadOnlySpan<byte> bytes)
    {
        int start = Position;
        bool ok = TryVisit(links, 0);
        bytes = ok ? _data[start..Position] : default;
        return ok;
    }

    private bool TryVisit(List<Cid>? links, int depth) => Peek() switch
    {
        CborKind.Unsigned => TryReadUInt64(out _),
        CborKind.Negative => TryReadInt64(out _),
        CborKind.Bytes => TryReadBytes(out _),
        CborKind.Text => TryReadTextBytes(out _),
        CborKind.Link => TryVisitLink(links),
        CborKind.List => TryVisitList(links, depth),
        CborKind.Map => TryVisitMap(links, depth),
        CborKind.Boolean => TryReadBoolean(out _),
        CborKind.Null => TryReadNull(),
        CborKind.Float => TryReadDouble(out _),
        CborKind other => FailKind(CborKind.Invalid, other),
    };

    private bool TryVisitLink(List<Cid>? links)
    {
        if (!TryReadLink(out Cid? link)) { return false; }

        links?.Add(link);
        return true;
    }

    private bool TryVisitList(List<Cid>? links, int depth)
    {
        if (depth == MaxDepth) { return FailDepth(); }

        bool ok = TryReadListStart(out int count);
        for (int i = 0; ok && i < count; i++) { ok = TryVisit(links, depth + 1); }

        return ok;
    }

    private bool TryVisitMap(List<Cid>? links, int depth)
    {
        if (depth == MaxDepth) { return FailDepth(); }

        CborKey previous = default;
        bool ok = TryReadMapStart(out int count);
        for (int i = 0; ok && i < count; i++) { ok = TryReadKey(ref previous, out _) && TryVisit(links, depth + 1); }

        return ok;
    }

    private bool FailDepth() => Fail("cbor.depth", $"lists and maps nest deeper than {MaxDepth}");
}
