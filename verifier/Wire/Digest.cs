using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Verifier.Wire;

/// <summary>Thirty-two bytes: a BLAKE2b-256 or whatever a client claims to be one.</summary>
public readonly record struct Digest
{
    /// <summary>Bytes of a digest.</summary>
    public const int Size = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <param name="bytes">Exactly 32.</param>
    public Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) { throw new ArgumentException($"a digest of {bytes.Length} bytes; it must be exactly {Size}", nameof(bytes)); }
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        (_a, _b, _c, _d) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>The bytes, valid as long as this variable is.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(in _a), Size / sizeof(ulong)));

    /// <summary>BLAKE2b-256.</summary>
    public static Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        Blake2b.Hash256(data, hash);
        return new(hash);
    }

    /// <summary>BLAKE2b-256 of one byte followed by the data.</summary>
    public static Digest Of(byte prefix, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        Blake2bHasher hasher = new(Size);
        hasher.Update([prefix]);
        hasher.Update(data);
        hasher.Finish(hash);
        return new(hash);
    }

    /// <summary>Lowercase hex.</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes);
}
