namespace FvmCompute.Primitives.Hashing;

/// <summary>A vector of 32-bit words, one of each message: what SHA-256 over many messages needs of an instruction set.</summary>
internal interface ILanes32<TVector>
    where TVector : unmanaged
{
    /// <summary>Messages hashed side by side.</summary>
    static abstract int Count { get; }

    static abstract TVector Broadcast(uint value);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Xor(TVector x, TVector y, TVector z);

    /// <summary>Bits of y where x is set, else of z.</summary>
    static abstract TVector Choose(TVector x, TVector y, TVector z);

    static abstract TVector Majority(TVector x, TVector y, TVector z);

    static abstract TVector RotateRight(TVector x, [System.Diagnostics.CodeAnalysis.ConstantExpected] byte count);

    static abstract TVector ShiftRight(TVector x, [System.Diagnostics.CodeAnalysis.ConstantExpected] byte count);

    /// <summary>Reads one 64-byte block of each message, back to back, as 16 vectors of big-endian words.</summary>
    static abstract void Load(ref byte blocks, ref TVector words);

    /// <summary>Writes 8 vectors as 32-byte big-endian digests back to back, truncated to 254 bits.</summary>
    static abstract void StoreTruncated(ref TVector words, ref byte digests);
}
