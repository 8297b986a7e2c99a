using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Kernel;

/// <summary>
/// A CID as the network reads it from actors, which is laxer than <see cref="Cid"/>: any hash function with any digest of at most 64 bytes, and varints of up to ten bytes.
/// What cannot be a <see cref="Cid"/> cannot be the name of a block either, so such CIDs are only ever rejected, but with the error of the place that rejects them.
/// </summary>
internal readonly ref struct CidView
{
    public const int MaxDigestBytes = 64;

    private const int MaxVarintBytes = 10;

    private CidView(ReadOnlySpan<byte> bytes, ulong codec, ulong hashFunction, ReadOnlySpan<byte> digest)
    {
        Bytes = bytes;
        Codec = codec;
        HashFunction = hashFunction;
        Digest = digest;
    }

    public ReadOnlySpan<byte> Bytes { get; }

    public ulong Codec { get; }

    public ulong HashFunction { get; }

    public ReadOnlySpan<byte> Digest { get; }

    /// <summary>Reads the CID at the start of <paramref name="source"/>, which may go on after it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out CidView cid)
    {
        cid = default;
        int offset = 0;
        if (!TryReadVarint(source, ref offset, out ulong version) || !TryReadVarint(source, ref offset, out ulong codec)) { return false; }

        if (version == MultihashCode.Sha256 && codec == 32) { return TryReadDigest(source, offset, CidCodec.DagPb, MultihashCode.Sha256, 32, out cid); }

        return version == 1
            && TryReadVarint(source, ref offset, out ulong hashFunction)
            && TryReadVarint(source, ref offset, out ulong length)
            && TryReadDigest(source, offset, codec, hashFunction, length, out cid);
    }

    /// <summary>Null where no block can have this CID.</summary>
    public Cid? ToCid() => Cid.TryDecode(Bytes, out Cid? cid, out _) ? cid : null;

    private static bool TryReadDigest(ReadOnlySpan<byte> source, int offset, ulong codec, ulong hashFunction, ulong length, out CidView cid)
    {
        bool fits = length <= MaxDigestBytes && (int)length <= source.Length - offset;
        cid = fits ? new(source[..(offset + (int)length)], codec, hashFunction, source.Slice(offset, (int)length)) : default;
        return fits;
    }

    private static bool TryReadVarint(ReadOnlySpan<byte> source, ref int offset, out ulong value)
    {
        value = 0;
        for (int i = 0; i < MaxVarintBytes && offset < source.Length; i++)
        {
            byte next = source[offset++];
            value |= (ulong)(next & 0x7f) << (i * 7);
            if (next < 0x80) { return next != 0 || i == 0; }
        }

        return false;
    }
}
