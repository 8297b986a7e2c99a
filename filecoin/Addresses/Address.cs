using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Varints;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Addresses;

/// <summary>
/// A Filecoin address (go-address; FIP-0048 for delegated ones). Immutable; equal when the bytes are equal, whatever network letter the text
/// had. Every instance is valid: there is no "undefined" address.
/// </summary>
public sealed partial class Address : IEquatable<Address>, IComparable<Address>
{
    /// <summary>The longest binary form: protocol, namespace and sub-address.</summary>
    public const int MaxLength = 1 + Uvarint.MaxLength + MaxSubaddressLength;

    public const int MaxSubaddressLength = 54;

    /// <summary>The actor id of the Ethereum Address Manager, the namespace of <c>f410</c> addresses.</summary>
    public const ulong EthereumNamespace = 10;

    public const int EthereumAddressLength = 20;

    internal const int HashLength = 20;
    internal const int BlsKeyLength = 48;
    private const int Secp256k1KeyLength = 65;

    private readonly byte[] _bytes;

    private Address(byte[] bytes) => _bytes = bytes;

    private Address(AddressProtocol protocol, ReadOnlySpan<byte> payload) => _bytes = [(byte)protocol, .. payload];

    public AddressProtocol Protocol => (AddressProtocol)_bytes[0];

    /// <summary>The protocol byte and the payload: the form on the chain.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public ReadOnlySpan<byte> Payload => _bytes.AsSpan(1);

    /// <param name="id">Below 2^63.</param>
    public static Address FromId(ulong id)
    {
        Span<byte> payload = stackalloc byte[Uvarint.MaxLength];
        return new(AddressProtocol.Id, payload[..Uvarint.Write(id, payload)]);
    }

    /// <param name="publicKey">The 65-byte uncompressed key, <c>04 ‖ x ‖ y</c>.</param>
    public static Address FromSecp256k1Key(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != Secp256k1KeyLength || publicKey[0] != 4)
        {
            throw new ArgumentException($"an uncompressed secp256k1 key has {Secp256k1KeyLength} bytes and starts with 04", nameof(publicKey));
        }

        return FromHashOf(AddressProtocol.Secp256k1, publicKey);
    }

    /// <summary>The actor address made from the bytes that the creating actor chose.</summary>
    public static Address FromActorData(ReadOnlySpan<byte> data) => FromHashOf(AddressProtocol.Actor, data);

    /// <param name="publicKey">The 48-byte compressed G1 key; it is not checked to be a point.</param>
    public static Address FromBlsKey(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != BlsKeyLength)
        {
            throw new ArgumentException($"a BLS key has {BlsKeyLength} bytes, found {publicKey.Length}", nameof(publicKey));
        }

        return new(AddressProtocol.Bls, publicKey);
    }

    /// <param name="actorNamespace">The id, below 2^63, of the actor that manages the namespace.</param>
    /// <param name="subaddress">At most <see cref="MaxSubaddressLength"/> bytes.</param>
    public static Address Delegated(ulong actorNamespace, ReadOnlySpan<byte> subaddress)
    {
        if (subaddress.Length > MaxSubaddressLength)
        {
            throw new ArgumentException($"a sub-address has at most {MaxSubaddressLength} bytes, found {subaddress.Length}", nameof(subaddress));
        }

        Span<byte> payload = stackalloc byte[Uvarint.MaxLength + MaxSubaddressLength];
        int length = Uvarint.Write(actorNamespace, payload);
        subaddress.CopyTo(payload[length..]);
        return new(AddressProtocol.Delegated, payload[..(length + subaddress.Length)]);
    }

    /// <summary>Reads the chain form, which must take all of <paramref name="bytes"/>.</summary>
    public static Address Decode(ReadOnlySpan<byte> bytes) =>
        TryDecode(bytes, out Address? address, out FormatError error) ? address : throw new FilecoinFormatException(error);

    /// <inheritdoc cref="Decode"/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Address? address, out FormatError error)
    {
        error = Check(bytes);
        address = error.IsNone ? new Address(bytes.ToArray()) : null;
        return error.IsNone;
    }

    /// <summary>The actor id of an ID address.</summary>
    public bool TryGetId(out ulong id)
    {
        id = 0;
        return Protocol == AddressProtocol.Id && Uvarint.TryRead(Payload, out id, out _) == UvarintStatus.Ok;
    }

    /// <summary>The namespace and the sub-address of a delegated address.</summary>
    public bool TryGetDelegated(out ulong actorNamespace, out ReadOnlySpan<byte> subaddress)
    {
        actorNamespace = 0;
        subaddress = default;
        if (Protocol != AddressProtocol.Delegated) { return false; }

        Uvarint.TryRead(Payload, out actorNamespace, out int used);
        subaddress = Payload[used..];
        return true;
    }

    public bool Equals([NotNullWhen(true)] Address? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as Address);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>Orders by bytes.</summary>
    public int CompareTo(Address? other) => other is null ? 1 : _bytes.AsSpan().SequenceCompareTo(other._bytes);

    public static bool operator ==(Address? left, Address? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Address? left, Address? right) => !(left == right);

    private static Address FromHashOf(AddressProtocol protocol, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        Blake2b.Hash(data, hash);
        return new(protocol, hash);
    }

    private static FormatError Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) { return new("address.empty", "an address has at least two bytes, found none"); }

        ReadOnlySpan<byte> payload = bytes[1..];
        return (AddressProtocol)bytes[0] switch
        {
            AddressProtocol.Id => CheckNumber(payload, "id", 0),
            AddressProtocol.Secp256k1 or AddressProtocol.Actor => CheckLength(payload, HashLength),
            AddressProtocol.Bls => CheckLength(payload, BlsKeyLength),
            AddressProtocol.Delegated => CheckNumber(payload, "namespace", MaxSubaddressLength),
            _ => new("address.protocol", $"address protocol is {bytes[0]}; allowed are 0 to 4"),
        };
    }

    private static FormatError CheckLength(ReadOnlySpan<byte> payload, int length) => payload.Length == length
        ? default
        : new("address.length", $"the payload of this protocol has {length} bytes, found {payload.Length}");

    private static FormatError CheckNumber(ReadOnlySpan<byte> payload, string what, int mostAfter)
    {
        UvarintStatus status = Uvarint.TryRead(payload, out _, out int used);
        if (status != UvarintStatus.Ok) { return status.ToError("address", what); }

        return payload.Length - used <= mostAfter
            ? default
            : new("address.length", $"{payload.Length - used} bytes follow the {what}; at most {mostAfter} are allowed");
    }
}
