using System.Collections.Immutable;

namespace FvmCompute.Prover.PublicValues;

/// <summary>A linear claim that its public value contradicts.</summary>
/// <param name="Claim">The number of the claim in the circuit.</param>
/// <param name="ColumnValue">What the column gives.</param>
/// <param name="PublicValue">What the public value is: given, or derived from an earlier claim.</param>
public readonly record struct FalseClaim(int Claim, ulong ColumnValue, ulong PublicValue);

/// <summary>Public values after derivation.</summary>
/// <param name="Values">All of them; 0 where undetermined.</param>
/// <param name="Undetermined">The numbers of those that are neither given nor determined by a linear claim.</param>
/// <param name="FalseClaims">The claims that no proof can satisfy with these values.</param>
public sealed record DerivedPublicValues(ImmutableArray<ulong> Values, ImmutableArray<int> Undetermined, ImmutableArray<FalseClaim> FalseClaims);
