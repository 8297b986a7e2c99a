using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.PublicValues;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Tests.PublicValues;

public class PublicValueDerivationTests
{
    /// <summary>Three rows: a dataset column whose sum wraps around p, and an auxiliary one with a row more than the table has.</summary>
    private static readonly ulong[] Stored = [Goldilocks.Modulus - 1, Goldilocks.Modulus - 1, 5];

    private static readonly ulong[] Auxiliary = [10, 20, 30, 40];

    [Fact]
    public void Derive_SumsAndCells_GivesTheirValues()
    {
        DerivedPublicValues derived = Derive(
            [null, null, null, 99, null],
            new(ClaimKind.Sum, new(0, 0), 0, 0), new(ClaimKind.Sum, new(0, 1), 0, 2), new(ClaimKind.Cell, new(0, 0), 1, 1));
        Assert.Equal<ulong>([3, Goldilocks.Modulus - 1, 60, 99, 0], derived.Values);
        Assert.Equal<int>([4], derived.Undetermined);
        Assert.Empty(derived.FalseClaims);
    }

    [Fact]
    public void Derive_ClaimsThatContradict_SaysWhichAndHow()
    {
        DerivedPublicValues derived = Derive(
            [61, null, 0, 0, 0],
            new(ClaimKind.Sum, new(0, 1), 0, 0), new(ClaimKind.Cell, new(0, 1), 2, 1), new(ClaimKind.Cell, new(0, 1), 0, 1));
        Assert.Equal<FalseClaim>([new(0, 60, 61), new(2, 10, 30)], [.. derived.FalseClaims]);
        Assert.Equal<ulong>([61, 30, 0, 0, 0], derived.Values);
    }

    [Fact]
    public void Derive_OtherNumberOfValues_IsRefused() => Assert.Throws<ArgumentException>(() => Derive([1, 2]));

    private static DerivedPublicValues Derive(ulong?[] given, params LinearClaim[] claims)
    {
        Table table = new([new(0, 1, 0)], 1, [], [], []);
        Circuit circuit = new([table], 5, 0, [.. claims], []);
        Profile profile = ProfileTable.Test[0];
        Dataset dataset = new(default, profile.LogRowLength, profile.LogInverseRate, [new(1, 1), new(3, 1)], default, Ext2.Zero);
        Statement statement = new(default, profile, circuit, [dataset], [3], [0, 0, 0, 0, 0]);
        Assert.Null(Instance.TryCreate(statement, allowInsecure: true, out Instance? instance));
        return new PublicValueDerivation(instance!, [[[new ulong[] { 8 }], [Stored]]], [[Auxiliary]]).Derive(given);
    }
}
