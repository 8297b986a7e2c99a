using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Tests.Proofs;

/// <summary>Every field of a core changed, well-formed: what each check is there for.</summary>
public class CoreMutationTests
{
    public static TheoryData<string> Names() => [.. ReferenceProof.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_EveryElementOfTheCoreIncremented_IsRefused(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        CoreProof core = proof.DecodeCore();
        int changed = 0;
        foreach (Ext2[] elements in ReferenceProof.Arrays(core))
        {
            for (int i = 0; i < elements.Length; i++)
            {
                Ext2 original = elements[i];
                foreach (Ext2 delta in new Ext2[] { 1, new(0, 1) })
                {
                    elements[i] = original + delta;
                    Assert.False(proof.Verify(core).IsAccepted, $"element {i} of {changed}");
                }

                elements[i] = original;
                changed++;
            }
        }

        Assert.True(proof.Verify(core).IsAccepted);
        Assert.True(changed > 40);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_SingleFieldsChanged_AreRefused(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        CoreProof core = proof.DecodeCore();
        Assert.False(proof.Verify(core with { AuxiliaryRoot = default }).IsAccepted);
        if (proof.Instance.Profile.PowLookup > 0) { Assert.False(proof.Verify(core with { LookupNonce = core.LookupNonce + 1 }).IsAccepted); }
        if (core.Gkr is { } gkr)
        {
            Assert.Equal("reject:gkr-root-zero", proof.Verify(core with { Gkr = gkr with { RootDenominator = Ext2.Zero } }).Code);
            Assert.False(proof.Verify(core with { Gkr = gkr with { RootDenominator = gkr.RootDenominator + 1 } }).IsAccepted);
        }

        for (int i = 0; i < core.Products.Length; i++)
        {
            ProductProof[] products = [.. core.Products];
            products[i] = products[i] with { Value = products[i].Value + 1 };
            Assert.False(proof.Verify(core with { Products = products }).IsAccepted);
        }

        foreach (WhirProof changed in ChangedWhir(core.Whir)) { Assert.False(proof.Verify(core with { Whir = changed }).IsAccepted); }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_QueryValueDropped_IsRefusedWithTheCount(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        CoreProof core = proof.DecodeCore();
        WhirLevel first = core.Whir.Levels[0];
        WhirLevel shorter = first with { QueryValues = first.QueryValues[..^1] };
        Verdict verdict = proof.Verify(core with { Whir = core.Whir with { Levels = [shorter, .. core.Whir.Levels[1..]] } });
        Assert.Equal("reject:whir-query-count", verdict.Code);
        Assert.Equal(($"{first.QueryValues.Length}", $"{shorter.QueryValues.Length}"), (verdict.Rejection!.Expected, verdict.Rejection.Got));
    }

    private static IEnumerable<WhirProof> ChangedWhir(WhirProof whir)
    {
        if (whir.BatchNonce > 0) { yield return whir with { BatchNonce = whir.BatchNonce - 1 }; }
        if (whir.FinalNonce > 0) { yield return whir with { FinalNonce = whir.FinalNonce - 1 }; }
        for (int i = 0; i < whir.Levels.Length; i++)
        {
            WhirLevel level = whir.Levels[i];
            yield return With(level with { Root = new Digest(new byte[32]) });
            yield return With(level with { OutOfDomainValue = level.OutOfDomainValue + 1 });
            if (level.QueryNonce > 0) { yield return With(level with { QueryNonce = level.QueryNonce - 1 }); }
            if (level.FoldNonces[0] > 0) { yield return With(level with { FoldNonces = [level.FoldNonces[0] - 1, .. level.FoldNonces[1..]] }); }

            WhirProof With(WhirLevel changed) => whir with { Levels = [.. whir.Levels[..i], changed, .. whir.Levels[(i + 1)..]] };
        }
    }
}
