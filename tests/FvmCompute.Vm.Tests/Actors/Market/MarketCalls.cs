using System.Numerics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>Constructor parameters, as INTERFACE.md orders them.</summary>
internal sealed record MarketParameters(string Chain, long ChallengeDelay, long Grace, long MaxDuration, BigInteger MinBond, ulong CollateralBps)
{
    public static MarketParameters Default { get; } = new(MarketChain.Network, 2, 20, 1000, 1_000_000, 1_500);

    public byte[] Encode() => Cbor.Tuple(6, (ref w) =>
    {
        w.WriteText(Chain);
        w.WriteUInt64((ulong)ChallengeDelay);
        w.WriteUInt64((ulong)Grace);
        w.WriteUInt64((ulong)MaxDuration);
        new TokenAmount(MinBond).Write(ref w);
        w.WriteUInt64(CollateralBps);
    });
}

/// <summary>Parameter tuples of the market's methods.</summary>
internal static class MarketCalls
{
    public static byte[] Plan(Piece piece, uint challenges) => Cbor.Tuple(4, (ref w) =>
    {
        w.WriteUInt64(0);
        w.WriteBytes(piece.Commitment);
        w.WriteUInt64(piece.PaddedBytes);
        w.WriteUInt64(challenges);
    });

    public static byte[] Post(byte[] plan, BigInteger price, long deadline, Address? provider = null) => Cbor.Tuple(4, (ref w) =>
    {
        w.WriteRaw(plan);
        new TokenAmount(price).Write(ref w);
        w.WriteInt64(deadline);
        if (provider is null) { w.WriteNull(); }
        else { w.WriteBytes(provider.Bytes); }
    });

    public static byte[] Id(ulong id) => Cbor.Tuple(1, (ref w) => w.WriteUInt64(id));

    public static byte[] Key(Address key) => Cbor.Tuple(1, (ref w) => w.WriteBytes(key.Bytes));
}
