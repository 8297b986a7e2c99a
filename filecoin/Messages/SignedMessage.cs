using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Signatures;

namespace FvmCompute.Filecoin.Messages;

/// <summary>A message with the signature of its sender over the bytes of its CID.</summary>
public sealed record SignedMessage(Message Message, Signature Signature)
{
    private const int Fields = 2;

    /// <summary>The CID under which the chain knows it: for BLS, whose signatures are aggregated away, that of the message alone.</summary>
    public Cid Cid => Signature.Type == SignatureType.Bls ? Message.Cid : Cid.DagCbor(Encode());

    /// <summary>Signs as the sender, whose secp256k1 key <paramref name="secret"/> must be.</summary>
    /// <param name="secret">32 bytes.</param>
    /// <exception cref="ArgumentException">The key is not the sender's.</exception>
    public static SignedMessage Sign(Message message, ReadOnlySpan<byte> secret)
    {
        if (Secp256k1Signer.AddressOf(secret) != message.From)
        {
            throw new ArgumentException($"the key is not that of the sender {message.From}", nameof(secret));
        }

        return new(message, Secp256k1Signer.Sign(message.Cid.Bytes, secret));
    }

    /// <summary>
    /// Whether the sender signed. Only secp256k1 signatures can be checked here, others are refused as <c>signature.type</c>; for senders that are not key
    /// addresses (<c>f0</c>, <c>f2</c>, <c>f4</c>) resolve the sender first and use <see cref="Secp256k1Signer"/>.
    /// </summary>
    public bool TryVerify(out FormatError error) => Secp256k1Signer.TryVerify(Signature, Message.From, Message.Cid.Bytes, out error);

    public byte[] Encode()
    {
        CborWriter writer = new(512);
        writer.WriteListStart(Fields);
        Message.Write(ref writer);
        writer.WriteBytes(Signature.Envelope);
        byte[] bytes = writer.ToArray();
        writer.Dispose();
        return bytes;
    }

    /// <exception cref="FilecoinFormatException">As for <see cref="Message.Decode"/>, and <c>signature.*</c>.</exception>
    public static SignedMessage Decode(ReadOnlySpan<byte> bytes)
    {
        CborReader reader = new(bytes);
        reader.ReadTupleStart(Fields);
        Message message = Message.Read(ref reader);
        Signature signature = Signature.Decode(reader.ReadBytes(1 + Signature.BlsLength));
        reader.ReadEnd();
        return new(message, signature);
    }

    /// <inheritdoc cref="Decode"/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedMessage? message, out FormatError error)
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
}
