using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Varints;

namespace FvmCompute.Filecoin.Cids;

/// <summary>Where the parts of a binary CID lie; reading it allocates nothing.</summary>
internal readonly record struct CidLayout(int Version, ulong Codec, ulong HashFunction, int MultihashOffset, int DigestOffset, int Length)
{
    private const int Version0Length = 34;

    public static bool TryRead(ReadOnlySpan<byte> source, out CidLayout layout, out FormatError error)
    {
        layout = default;
        if (source is [0x12, 0x20, ..]) { return TryReadVersion0(source, out layout, out error); }

        int offset = 0;
        if (!TryReadNumber(source, ref offset, "version", out ulong version, out error)) { return false; }

        if (version != 1)
        {
            error = new("cid.version", $"CID version is {version}; allowed are 1 and the unprefixed version 0");
            return false;
        }

        return TryReadNumber(source, ref offset, "codec", out ulong codec, out error) && TryReadMultihash(source, codec, offset, out layout, out error);
    }

    private static bool TryReadVersion0(ReadOnlySpan<byte> source, out CidLayout layout, out FormatError error)
    {
        bool ok = source.Length >= Version0Length;
        layout = ok ? new(0, CidCodec.DagPb, MultihashCode.Sha256, 0, 2, Version0Length) : default;
        error = ok ? default : new("cid.v0.length", $"a version 0 CID has {Version0Length} bytes, found {source.Length}");
        return ok;
    }

    private static bool TryReadMultihash(ReadOnlySpan<byte> source, ulong codec, int start, out CidLayout layout, out FormatError error)
    {
        layout = default;
        int offset = start;
        if (!TryReadNumber(source, ref offset, "hash code", out ulong hashFunction, out error)
            || !TryReadNumber(source, ref offset, "digest length", out ulong length, out error)) { return false; }

        if (length > MultihashCode.MaxDigestLength || !MultihashCode.AllowsLength(hashFunction, (int)length))
        {
            error = new("cid.digest.length", $"a digest of hash function 0x{hashFunction:x} cannot have {length} bytes");
        }
        else if ((int)length > source.Length - offset)
        {
            error = new("cid.digest.truncated", $"the CID declares a digest of {length} bytes, {source.Length - offset} are left");
        }

        layout = new(1, codec, hashFunction, start, offset, offset + (int)Math.Min(length, MultihashCode.MaxDigestLength));
        return error.IsNone;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> source, ref int offset, string what, out ulong value, out FormatError error)
    {
        UvarintStatus status = Uvarint.TryRead(source[offset..], out value, out int used);
        offset += used;
        error = status.ToError("cid", what);
        return status == UvarintStatus.Ok;
    }
}
