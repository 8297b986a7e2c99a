namespace FvmCompute.Primitives.Hashing;

/// <summary>A vector of 64-bit words, one of each message: what BLAKE2b over many messages needs of an instruction set.</summary>
internal interface ILanes64<TVector>
    where TVector : unmanaged
{
    /// <summary>Messages hashed side by side.</summary>
    static abstract int Count { get; }

    static abstract TVector Broadcast(ulong value);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Xor(TVector x, TVector y);

    static abstract TVector RotateRight32(TVector x);

    static abstract TVector RotateRight24(TVector x);

    static abstract TVector RotateRight16(TVector x);

    static abstract TVector RotateRight63(TVector x);

    /// <summary>Reads a 128-byte block of each message, <paramref name="stride"/> bytes apart, as 16 vectors of little-endian words.</summary>
    static abstract void Load(ref byte blocks, nint stride, ref TVector words);

    /// <summary>Reads the first 64 bytes of each message, <paramref name="stride"/> bytes apart, as 8 vectors of little-endian words.</summary>
    static abstract void LoadHalf(ref byte blocks, nint stride, ref TVector words);

    /// <summary>Writes 4 vectors as 32-byte digests back to back.</summary>
    static abstract void Store(ref TVector words, ref byte digests);

    /// <summary>Reads one neighbouring word for each message.</summary>
    static abstract TVector LoadWords(ref readonly ulong words, nuint index);

    /// <summary>The last byte of <paramref name="before"/>, then the first seven of <paramref name="word"/>.</summary>
    static abstract TVector ShiftInByte(TVector before, TVector word);
}
