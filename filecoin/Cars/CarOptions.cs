namespace FvmCompute.Filecoin.Cars;

/// <summary>Limits of a <see cref="CarReader"/> and what it lets pass.</summary>
public sealed record CarOptions
{
    /// <summary>The longest header, in bytes.</summary>
    public int MaxHeaderBytes { get; init; } = 32 << 20;

    /// <summary>The longest section (CID and block), in bytes.</summary>
    public int MaxSectionBytes { get; init; } = 8 << 20;

    /// <summary>Take a section of length zero as the end: payloads taken from a piece are followed by zeros.</summary>
    public bool ZeroSectionEnds { get; init; }

    /// <summary>Pass on blocks whose hash function is not implemented, marked as not verified, instead of refusing them.</summary>
    public bool AllowUnknownHashes { get; init; }
}
