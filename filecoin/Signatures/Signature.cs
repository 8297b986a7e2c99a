using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Signatures;

/// <summary>Signature bytes as they stand on the chain: a type byte, then 65 bytes (secp256k1, delegated: r ‖ s ‖ v) or 96 bytes (BLS).</summary>
public sealed class Signature : IEquatable<Signature>
{
    public const int RecoverableLength = 65;
    public const int BlsLength = 96;

    private readonly byte[] _envelope;

    private Signature(byte[] envelope) => _envelope = envelope;

    /// <param name="type">One of the three types.</param>
    /// <param name="data">Exactly as long as the type demands.</param>
    public Signature(SignatureType type, ReadOnlySpan<byte> data)
    {
        _envelope = [(byte)type, .. data];
        FormatError error = Check(_envelope);
        if (!error.IsNone) { throw new ArgumentException(error.Message, nameof(data)); }
    }

    public SignatureType Type => (SignatureType)_envelope[0];

    /// <summary>The signature without its type byte.</summary>
    public ReadOnlySpan<byte> Data => _envelope.AsSpan(1);

    /// <summary>Type byte and signature: the form on the chain.</summary>
    public ReadOnlySpan<byte> Envelope => _envelope;

    public static Signature Decode(ReadOnlySpan<byte> envelope) =>
        TryDecode(envelope, out Signature? signature, out FormatError error) ? signature : throw new FilecoinFormatException(error);

    /// <inheritdoc cref="Decode"/>
    public static bool TryDecode(ReadOnlySpan<byte> envelope, [NotNullWhen(true)] out Signature? signature, out FormatError error)
    {
        error = Check(envelope);
        signature = error.IsNone ? new Signature(envelope.ToArray()) : null;
        return error.IsNone;
    }

    public bool Equals(Signature? other) => other is not null && Envelope.SequenceEqual(other.Envelope);

    public override bool Equals(object? obj) => Equals(obj as Signature);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_envelope);
        return hash.ToHashCode();
    }

    private static FormatError Check(ReadOnlySpan<byte> envelope)
    {
        if (envelope.IsEmpty) { return new("signature.empty", "signature bytes start with a type byte, found none"); }

        int length = (SignatureType)envelope[0] switch
        {
            SignatureType.Secp256k1 or SignatureType.Delegated => RecoverableLength,
            SignatureType.Bls => BlsLength,
            _ => 0,
        };
        if (length == 0) { return new("signature.type", $"signature type is {envelope[0]}; allowed are 1 to 3"); }

        return envelope.Length == 1 + length
            ? default
            : new("signature.length", $"a signature of type {envelope[0]} has {length} bytes, found {envelope.Length - 1}");
    }
}
