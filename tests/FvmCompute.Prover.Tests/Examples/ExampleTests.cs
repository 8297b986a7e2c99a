using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Prover.Tests.Examples;

public sealed class ExampleTests : IDisposable
{
    private readonly CpuProverBackend _backend = new(new MemoryBudget("test", 1L << 32), threads: 2);

    private ProverOptions Options => new(_backend) { AllowInsecureProfiles = true };

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    public void ColumnSum_Proved_StatesTheSumOfItsColumn(int rows)
    {
        ProofExample example = ColumnSum.Make(rows);
        long sum = 0;
        foreach (ulong value in example.DatasetColumns[0][0].Span) { sum += Goldilocks.ToSigned(value); }
        Assert.Equal(sum, Goldilocks.ToSigned(Prove(example)));
    }

    [Fact]
    public void IntegerComparisons_Proved_StateHowManyRowsAreLess()
    {
        ProofExample example = IntegerComparisons.Make(300);
        (ulong[] x, ulong[] y) = (example.DatasetColumns[0][0].ToArray(), example.DatasetColumns[0][1].ToArray());
        Assert.Equal(x.Zip(y).Count(row => Goldilocks.ToSigned(row.First) < Goldilocks.ToSigned(row.Second)), (int)Prove(example));
    }

    /// <summary>The negative difference of a wrong answer, as the element of the field that it is, has 16-bit limbs too: its top limb must be refused.</summary>
    [Fact]
    public void IntegerComparisons_WrongAnswerWithAWrappedDifference_IsUnsatisfied()
    {
        ProofExample example = IntegerComparisons.Make(20);
        (ulong[] x, ulong[] y) = (example.DatasetColumns[0][0].ToArray(), example.DatasetColumns[0][1].ToArray());
        ulong[][] columns = [.. example.Auxiliary[0].Select(c => c.ToArray())];
        (ulong[] limbUses, ulong[] topUses) = (example.Auxiliary[1][0].ToArray(), example.Auxiliary[2][0].ToArray());
        int row = Array.IndexOf(columns[0], 0UL);
        ulong right = Goldilocks.Subtract(x[row], y[row]), wrong = Goldilocks.Subtract(Goldilocks.Subtract(y[row], x[row]), 1);
        columns[0][row] = 1;
        for (int limb = 0; limb < 4; limb++)
        {
            (ulong before, ulong after) = ((right >> (16 * limb)) & 0xFFFF, (wrong >> (16 * limb)) & 0xFFFF);
            if (limb > 0) { columns[limb][row] = after; }
            ulong[] uses = limb == 3 ? topUses : limbUses;
            uses[before]--;
            if (after < (ulong)uses.Length) { uses[after]++; }
        }

        ProofExample cheat = example with { Auxiliary = [[.. columns.Select(c => c.AsMemory())], [limbUses], [topUses]] };
        Assert.True(wrong >> 63 == 1, "the difference must wrap for this test to say something");
        Assert.Equal(Reason.GkrLayer, Assert.Throws<UnsatisfiedException>(() => Prove(cheat)).Rejection.Reason);
    }

    /// <summary>Proves an example with one public value and gives the value.</summary>
    private ulong Prove(ProofExample example)
    {
        Assert.True(ProfileTable.TryFind(0x020C, out Profile? profile, out _));
        using CommittedDataset dataset = example.Register(profile!, Options);
        Statement statement = example.State(profile!, dataset);
        CircuitProof proof = CircuitProver.Prove(statement, [dataset], example.AuxiliaryLists, Options, CancellationToken.None);
        Assert.Equal("accept", ProofVerifier.Verify(statement.Encode(), proof.Encode(), VerifierOptions.Secure).Code);
        return Assert.Single(statement.PublicValues);
    }
}
