using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Filecoin.Messages;

/// <summary>A message to an actor (lotus <c>chain/types/message.go</c>), version 0. Equal when the encoded bytes are equal.</summary>
public sealed record Message
{
    private const int Fields = 10;

    public required Address To { get; init; }

    public required Address From { get; init; }

    public ulong Nonce { get; init; }

    /// <summary>Not negative.</summary>
    public TokenAmount Value { get; init; }

    public long GasLimit { get; init; }

    /// <summary>The most paid for one unit of gas, not negative.</summary>
    public TokenAmount GasFeeCap { get; init; }

    /// <summary>The most paid to the block producer for one unit of gas, not negative.</summary>
    public TokenAmount GasPremium { get; init; }

    public ulong Method { get; init; }

    /// <summary>Bytes that only the actor understands; may be empty.</summary>
    public ReadOnlyMemory<byte> Params { get; init; }

    /// <summary>The CID of the encoded message: what signatures cover and what receipts refer to.</summary>
    public Cid Cid => Cid.DagCbor(Encode());

    public byte[] Encode()
    {
        CborWriter writer = new(256);
        Write(ref writer);
        byte[] bytes = writer.ToArray();
        writer.Dispose();
        return bytes;
    }

    public void Write(ref CborWriter writer)
    {
        if (Value.Sign < 0 || GasFeeCap.Sign < 0 || GasPremium.Sign < 0) { throw new InvalidOperationException("the amounts of a message cannot be negative"); }

        writer.WriteListStart(Fields);
        writer.WriteUInt64(0);
        writer.WriteBytes(To.Bytes);
        writer.WriteBytes(From.Bytes);
        writer.WriteUInt64(Nonce);
        Value.Write(ref writer);
        writer.WriteInt64(GasLimit);
        GasFeeCap.Write(ref writer);
        GasPremium.Write(ref writer);
        writer.WriteUInt64(Method);
        writer.WriteBytes(Params.Span);
    }

    /// <exception cref="FilecoinFormatException">Codes <c>message.version</c>, <c>cbor.*</c>, <c>address.*</c>, <c>bigint.*</c>.</exception>
    public static Message Read(ref CborReader reader)
    {
        reader.ReadTupleStart(Fields);
        ulong version = reader.ReadUInt64();
        if (version != 0) { throw reader.Refuse("message.version", $"message version is {version}; only 0 is known"); }

        return new Message
        {
            To = Address.Decode(reader.ReadBytes(Address.MaxLength)),
            From = Address.Decode(reader.ReadBytes(Address.MaxLength)),
            Nonce = reader.ReadUInt64(),
            Value = TokenAmount.ReadNonNegative(ref reader),
            GasLimit = reader.ReadInt64(),
            GasFeeCap = TokenAmount.ReadNonNegative(ref reader),
            GasPremium = TokenAmount.ReadNonNegative(ref reader),
            Method = reader.ReadUInt64(),
            Params = reader.ReadBytes().ToArray(),
        };
    }

    /// <summary>Reads one message that takes all of <paramref name="bytes"/>; see <see cref="Read"/> for the errors.</summary>
    public static Message Decode(ReadOnlySpan<byte> bytes)
    {
        CborReader reader = new(bytes);
        Message message = Read(ref reader);
        reader.ReadEnd();
        return message;
    }

    /// <inheritdoc cref="Decode"/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Message? message, out FormatError error)
    {
        try
        {
            message = Decode(bytes);
            error = default;
        }
        catch (FilecoinFormatException refused)
        {
            message = null;
            error = refused.Error;
        }

        return message is not null;
    }

    public bool Equals(Message? other) => other is not null && Encode().AsSpan().SequenceEqual(other.Encode());

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Encode());
        return hash.ToHashCode();
    }
}
