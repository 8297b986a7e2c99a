using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Varints;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Cids;

/// <summary>
/// A content identifier, version 0 or 1 (multiformats/cid). Immutable; equal when all its bytes are equal. Every instance holds a
/// valid binary form: strict varints, a digest of the declared length and of a length that its hash function can have.
/// </summary>
public sealed partial class Cid : IEquatable<Cid>, IComparable<Cid>
{
    private readonly byte[] _bytes;
    private readonly byte _multihashOffset;
    private readonly byte _digestOffset;

    private Cid(ReadOnlySpan<byte> bytes, CidLayout layout)
    {
        _bytes = bytes.ToArray();
        _multihashOffset = (byte)layout.MultihashOffset;
        _digestOffset = (byte)layout.DigestOffset;
        Version = layout.Version;
        Codec = layout.Codec;
        HashFunction = layout.HashFunction;
    }

    public int Version { get; }

    /// <summary>What the block holds, see <see cref="CidCodec"/>; always dag-pb for version 0.</summary>
    public ulong Codec { get; }

    /// <summary>How the digest was made, see <see cref="MultihashCode"/>.</summary>
    public ulong HashFunction { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public ReadOnlySpan<byte> Multihash => _bytes.AsSpan(_multihashOffset);

    public ReadOnlySpan<byte> Digest => _bytes.AsSpan(_digestOffset);

    /// <summary>The version 1 CID with the given digest, whose length must fit the hash function.</summary>
    public static Cid Create(ulong codec, ulong hashFunction, ReadOnlySpan<byte> digest)
    {
        if (!MultihashCode.AllowsLength(hashFunction, digest.Length))
        {
            throw new ArgumentException($"a digest of hash function 0x{hashFunction:x} cannot have {digest.Length} bytes", nameof(digest));
        }

        Span<byte> bytes = stackalloc byte[1 + (3 * Uvarint.MaxLength) + MultihashCode.MaxDigestLength];
        bytes[0] = 1;
        int multihash = 1 + Uvarint.Write(codec, bytes[1..]);
        int length = multihash + Uvarint.Write(hashFunction, bytes[multihash..]);
        length += Uvarint.Write((ulong)digest.Length, bytes[length..]);
        digest.CopyTo(bytes[length..]);
        return new Cid(bytes[..(length + digest.Length)], new CidLayout(1, codec, hashFunction, multihash, length, length + digest.Length));
    }

    /// <summary>The CID of a chain object: dag-cbor, BLAKE2b-256.</summary>
    public static Cid DagCbor(ReadOnlySpan<byte> block) => Blake2b256(CidCodec.DagCbor, block);

    /// <summary>The BLAKE2b-256 CID of <paramref name="block"/> under <paramref name="codec"/>.</summary>
    public static Cid Blake2b256(ulong codec, ReadOnlySpan<byte> block)
    {
        Span<byte> digest = stackalloc byte[32];
        Blake2b.Hash(block, digest);
        return Create(codec, MultihashCode.Blake2b256, digest);
    }

    public byte[] ToBytes() => _bytes.AsSpan().ToArray();

    public bool Equals([NotNullWhen(true)] Cid? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as Cid);

    /// <summary>Seeded per process, because whoever writes a block chooses the CIDs in it.</summary>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>Orders by bytes.</summary>
    public int CompareTo(Cid? other) => other is null ? 1 : _bytes.AsSpan().SequenceCompareTo(other._bytes);

    public static bool operator ==(Cid? left, Cid? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Cid? left, Cid? right) => !(left == right);

    /// <summary>Reads a CID that must take all of <paramref name="bytes"/>.</summary>
    public static Cid Decode(ReadOnlySpan<byte> bytes) =>
        TryDecode(bytes, out Cid? cid, out FormatError error) ? cid : throw new FilecoinFormatException(error);

    /// <inheritdoc cref="Decode"/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Cid? cid, out FormatError error)
    {
        if (!TryRead(bytes, out cid, out int used, out error)) { return false; }

        if (used == bytes.Length) { return true; }

        error = new("cid.trailing", $"{bytes.Length - used} bytes follow the {used} bytes of the CID");
        cid = null;
        return false;
    }

    /// <summary>Reads the CID at the start of <paramref name="source"/>, which may go on after it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, [NotNullWhen(true)] out Cid? cid, out int used, out FormatError error)
    {
        bool ok = CidLayout.TryRead(source, out CidLayout layout, out error);
        used = layout.Length;
        cid = ok ? new Cid(source[..used], layout) : null;
        return ok;
    }
}
