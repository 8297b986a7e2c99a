using System.Collections.Immutable;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Profiles;

/// <summary>Parameters of the opening proof (proof-system.md §13). Level 0 is the committed matrix, levels 1..M are the folded polynomials.</summary>
public sealed record Profile
{
    /// <summary>r0·256 + m; 0xFFxx are test profiles.</summary>
    public required ushort Id { get; init; }

    /// <summary>A name for people.</summary>
    public required string Name { get; init; }

    /// <summary>m: rows of the matrix have 2^m elements.</summary>
    public required byte LogRowLength { get; init; }

    /// <summary>r0: log₂ of the inverse rate of level 0.</summary>
    public required byte LogInverseRate { get; init; }

    /// <summary>k_i: variables folded by level i = 1..M.</summary>
    public required ImmutableArray<byte> Folds { get; init; }

    /// <summary>r_i: log₂ of the inverse rate of level i = 1..M.</summary>
    public required ImmutableArray<byte> LogInverseRates { get; init; }

    /// <summary>t_i: positions sampled in level 0..M.</summary>
    public required ImmutableArray<ushort> Queries { get; init; }

    /// <summary>Johnson parameter of level 0..M; 0 is unique decoding.</summary>
    public required ImmutableArray<byte> Johnson { get; init; }

    /// <summary>Bits of work before α, β, θ; 0: no such site.</summary>
    public required byte PowLookup { get; init; }

    /// <summary>Bits of work before the row batching.</summary>
    public required byte PowBatch { get; init; }

    /// <summary>Bits of work before the positions of level 0..M.</summary>
    public required ImmutableArray<byte> PowQuery { get; init; }

    /// <summary>Bits of work before each fold challenge of level 1..M.</summary>
    public required ImmutableArray<byte> PowFold { get; init; }

    /// <summary>Bits of security, work included, below which a proof is refused.</summary>
    public required byte Floor { get; init; }

    /// <summary>Bits of security without work, below which a proof is refused.</summary>
    public required byte Statistical { get; init; }

    /// <summary>For tests only: verifiers refuse it unless told otherwise.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>W for which the integer admission rule of §13 holds; 0 where there is none. Not part of the encoding.</summary>
    public int MaxRows { get; init; }

    /// <summary>M.</summary>
    public int Levels => Folds.Length;

    /// <summary>Variables of the final polynomial.</summary>
    public int FinalVariables => VariablesAfter(Levels);

    /// <summary>Variables left after the folds of levels 1..<paramref name="level"/>.</summary>
    public int VariablesAfter(int level)
    {
        int variables = LogRowLength;
        for (int i = 0; i < level; i++) { variables -= Folds[i]; }
        return variables;
    }

    /// <summary>log₂ of the inverse rate of level 0..M.</summary>
    public int RateLog(int level) => level == 0 ? LogInverseRate : LogInverseRates[level - 1];

    /// <summary>d_i: log₂ of the length of the oracle of level 0..M.</summary>
    public int LogDomain(int level) => VariablesAfter(level) + RateLog(level);

    /// <summary>The canonical bytes.</summary>
    public byte[] Encode()
    {
        WireWriter writer = new();
        writer.U16(Id).U8(LogRowLength).U8(LogInverseRate).U8((byte)Levels);
        for (int i = 0; i < Levels; i++) { writer.U8(Folds[i]).U8(LogInverseRates[i]); }
        for (int i = 0; i <= Levels; i++) { writer.U16(Queries[i]).U8(Johnson[i]); }
        writer.U8(PowLookup).U8(PowBatch).Bytes(PowQuery.AsSpan()).Bytes(PowFold.AsSpan());
        return writer.U8(Floor).U8(Statistical).U8(IsInsecure ? (byte)1 : (byte)0).ToArray();
    }

    /// <summary>BLAKE2b-256 of the canonical bytes.</summary>
    public Digest Hash() => Digest.Of(Encode());
}
