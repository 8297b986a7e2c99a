using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.State;

/// <summary>What the state tree holds for one actor: <c>[code, state, nonce, balance, delegated address | null]</c> (state tree version 5).</summary>
/// <param name="Nonce">Messages the actor has sent; the next one carries this number.</param>
/// <param name="Balance">Never negative.</param>
/// <param name="DelegatedAddress">The f4 address of actors made through an address manager.</param>
public sealed record ActorState(Cid Code, Cid State, ulong Nonce, TokenAmount Balance, Address? DelegatedAddress = null)
{
    internal byte[] Encode()
    {
        CborWriter writer = new(160);
        writer.WriteListStart(5);
        writer.WriteLink(Code);
        writer.WriteLink(State);
        writer.WriteUInt64(Nonce);
        Balance.Write(ref writer);
        if (DelegatedAddress is null) { writer.WriteNull(); }
        else { writer.WriteBytes(DelegatedAddress.Bytes); }

        byte[] encoded = writer.ToArray();
        writer.Dispose();
        return encoded;
    }

    internal static ActorState Decode(ReadOnlySpan<byte> encoded)
    {
        CborReader reader = new(encoded);
        reader.ReadTupleStart(5);
        Cid code = reader.ReadLink();
        Cid state = reader.ReadLink();
        ulong nonce = reader.ReadUInt64();
        TokenAmount balance = TokenAmount.ReadNonNegative(ref reader);
        Address? delegated = reader.TakeNull() ? null : Address.Decode(reader.ReadBytes(Address.MaxLength));
        reader.ReadEnd();
        return new ActorState(code, state, nonce, balance, delegated);
    }
}
