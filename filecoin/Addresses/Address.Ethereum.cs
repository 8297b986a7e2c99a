using System.Buffers.Binary;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Varints;

namespace FvmCompute.Filecoin.Addresses;

public sealed partial class Address
{
    private const int MaskedIdOffset = 12;

    /// <summary>
    /// The address of 20 Ethereum bytes (FIP-0055): <c>ff ‖ 11 zeros ‖ u64 BE id</c> is a masked ID address and becomes <c>f0</c>, all others are
    /// <c>f410</c>. A masked id of 2^63 or more belongs to no actor and is refused as <c>address.number.range</c>.
    /// </summary>
    public static Address FromEthereum(ReadOnlySpan<byte> ethereumAddress)
    {
        if (ethereumAddress.Length != EthereumAddressLength)
        {
            throw new ArgumentException($"an Ethereum address has {EthereumAddressLength} bytes, found {ethereumAddress.Length}", nameof(ethereumAddress));
        }

        bool masked = ethereumAddress[0] == 0xff && !ethereumAddress[1..MaskedIdOffset].ContainsAnyExcept((byte)0);
        if (!masked) { return Delegated(EthereumNamespace, ethereumAddress); }

        ulong id = BinaryPrimitives.ReadUInt64BigEndian(ethereumAddress[MaskedIdOffset..]);
        return id <= Uvarint.MaxValue ? FromId(id) : throw new FilecoinFormatException("address.number.range", $"masked id {id} is not below 2^63");
    }

    /// <summary>The 20 Ethereum bytes of an ID or <c>f410</c> address; other addresses have none.</summary>
    public bool TryGetEthereum(Span<byte> ethereumAddress)
    {
        if (TryGetId(out ulong id))
        {
            ethereumAddress[..EthereumAddressLength].Clear();
            ethereumAddress[0] = 0xff;
            BinaryPrimitives.WriteUInt64BigEndian(ethereumAddress[MaskedIdOffset..], id);
            return true;
        }

        bool ours = TryGetDelegated(out ulong actorNamespace, out ReadOnlySpan<byte> subaddress)
            && actorNamespace == EthereumNamespace && subaddress.Length == EthereumAddressLength;
        if (ours) { subaddress.CopyTo(ethereumAddress); }

        return ours;
    }
}
