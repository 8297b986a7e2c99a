using System.Text.Json;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Circuits;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Prover.Tests.Proving;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Tests.Satisfaction;

public class WitnessCheckTests
{
    private const int Mutations = 25;

    public static TheoryData<string> Files => CircuitProverTests.EndToEndFiles();

    private static Profile Small => ProfileTable.Test[0];

    /// <summary>Single changes of vectors: check, definitions and prover agree, and the place that the check names is the first by definition.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Run_ChangedVectors_AgreesWithProverAndDefinitions(string file)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        Assert.NotEqual(0, CountBroken(WitnessCase.Of(ProofCase.Read(json.RootElement)), Mutations, Path.GetFileName(file)));
    }

    [Theory]
    [InlineData("sum", 70)]
    [InlineData("compare", 90)]
    public void Run_ChangedExamples_AgreesWithProverAndDefinitions(string name, int rows)
    {
        Assert.True(ProfileTable.TryFind(0x020C, out Profile? profile, out _));
        Assert.NotEqual(0, CountBroken(WitnessCase.Of(ExampleCatalog.All.Single(example => example.Name == name).Make(rows), profile!), 6, name));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Run_AnyNumberOfThreads_GivesTheSameAnswer(string file)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        WitnessCase witness = WitnessCase.Of(ProofCase.Read(json.RootElement));
        Random random = new(7);
        for (int i = 0; i < Mutations; i++, witness = i % 5 == 0 ? WitnessCase.Of(ProofCase.Read(json.RootElement)) : witness.Mutate(random))
        {
            if (witness.TryInstance() is null) { continue; }
            string? expected = witness.Check(threads: 1)?.ToString();
            Assert.Equal(expected, witness.Check(threads: 2)?.ToString());
            Assert.Equal(expected, witness.Check(threads: 7)?.ToString());
        }
    }

    /// <summary>Thousands of wrong rows, many blocks, several threads: still the first one.</summary>
    [Fact]
    public void Run_ManyWrongRows_NamesTheFirst()
    {
        WitnessCase witness = Compare(rows: 20_000);
        for (int row = 19_999; row > 5_000; row -= 997) { witness = witness.WithCell(0, 0, row, 5); }
        int first = 19_999 - (997 * 15);
        ConstraintFault fault = Assert.IsType<ConstraintFault>(witness.Check(threads: 5));
        Assert.Equal((0, first, 0, 20UL, RowDomain.Every), (fault.Table, (int)fault.Row, fault.Constraint, fault.Value, fault.Domain));
        Assert.Equal([new ReadCell(2, IsNext: false, 5)], fault.Cells.ToArray());
        Assert.Equal($"constraint 0 of table 0 (every row) does not hold on row {first}, where column 2 = 5: expected 0, got 20", fault.ToString());
    }

    /// <summary>The limb that is out of range is named, not one of the many rows that share the multiplicity which is one too many now.</summary>
    [Fact]
    public void Run_ValueOutOfRange_NamesTheMessageThatNobodyReceives()
    {
        WitnessCase witness = Compare(rows: 20_000).WithCell(0, 3, 12_345, 70_000);
        ulong lowest = 0;
        BusFault fault = Assert.IsType<BusFault>(witness.Check(threads: 3));
        Assert.Equal((0, 12_345L, 1u, (Ext2)1, Ext2.Zero), (fault.Table, fault.Row, fault.Bus, fault.Sent, fault.Received));
        Assert.Contains(fault.Message[0], (ulong[])[70_000, lowest = LowestLimb(witness, 12_345)]);
        Assert.True(lowest >= 1 << 16, "the lowest limb leaves its range too");
        Assert.EndsWith("is not received as often as it is sent: expected 1, got 0", fault.ToString(), StringComparison.Ordinal);
    }

    /// <summary>All multiplicities wrong: tens of thousands of messages do not cancel, and counting them is bounded.</summary>
    [Fact]
    public void Run_EveryMessageUnbalanced_NamesOneOfThem()
    {
        WitnessCase witness = Compare(rows: 20_000);
        for (int table = 1; table < 3; table++)
        {
            ulong[] twice = [.. witness.Auxiliary[table][0].ToArray().Select(uses => 2 * uses)];
            witness = witness with { Auxiliary = [.. witness.Auxiliary.Select((columns, t) => t == table ? [twice] : columns)] };
        }

        BusFault fault = Assert.IsType<BusFault>(witness.Check(threads: 2));
        Assert.Equal(fault.Sent + fault.Sent, fault.Received);
        Assert.Equal(0, fault.Table);
    }

    /// <summary>A wrapped sum of numerators is no balance: p receipts less one are minus one.</summary>
    [Theory]
    [InlineData(1UL, true)]
    [InlineData(2UL, false)]
    [InlineData(Goldilocks.Modulus - 1, false)]
    public void Run_Multiplicity_HasToCancelInTheField(ulong uses, bool satisfied)
    {
        TableBuilder table = new([], 2);
        table.Interact(RowDomain.Every, 3, table.Constant(1), table.Current(0), table.RowIndex);
        table.Interact(RowDomain.Every, 3, -table.Current(1), table.Current(0), table.RowIndex);
        WitnessCase witness = Case(table, [[5], [uses]]);
        Assert.Equal(satisfied, witness.Check() is null);
        Assert.Equal(satisfied, witness.IsProven());
    }

    /// <summary>The next row of the last one is padding: committed where it is given, else 0, and an EVERY constraint reads it.</summary>
    [Theory]
    [InlineData(new ulong[] { 1, 2, 3 }, false)]
    [InlineData(new ulong[] { 1, 2, 3, 4 }, true)]
    [InlineData(new ulong[] { 1, 2, 3, 5 }, false)]
    public void Run_NextOfTheLastRow_ReadsPadding(ulong[] column, bool satisfied)
    {
        TableBuilder table = new([], 1);
        table.Constrain(RowDomain.Every, table.Next(0) - table.Current(0) - 1);
        WitnessCase witness = Case(table, [column], rows: 3);
        ConstraintFault? fault = (ConstraintFault?)witness.Check();
        Assert.Equal(satisfied, fault is null);
        Assert.Equal(satisfied, witness.IsProven());
        if (fault is not null) { Assert.Equal((2, new ReadCell(0, IsNext: true, column.Length > 3 ? 5UL : 0)), (fault.Row, fault.Cells[1])); }
    }

    [Theory]
    [InlineData(RowDomain.Every, 0)]
    [InlineData(RowDomain.Transition, 0)]
    [InlineData(RowDomain.First, 0)]
    [InlineData(RowDomain.Last, 4)]
    public void Run_ConstantConstraint_FailsOnTheFirstRowOfItsDomain(RowDomain domain, int row)
    {
        TableBuilder table = new([], 1);
        table.Constrain(domain, table.Constant(-3));
        ConstraintFault fault = Assert.IsType<ConstraintFault>(Case(table, [[0, 0, 0, 0, 0]]).Check());
        Assert.Equal((row, "-3"), (fault.Row, fault.Got));
        bool needsRow = domain == RowDomain.Transition;
        Assert.Equal(needsRow, Case(table, [[9]]).Check() is null);
    }

    /// <summary>Numerators that are polynomials in θ have to cancel coefficient by coefficient.</summary>
    [Theory]
    [InlineData(4UL, true)]
    [InlineData(5UL, false)]
    public void Run_NumeratorsOfChallenges_CancelAsPolynomials(ulong weight, bool satisfied)
    {
        TableBuilder table = new([], 2);
        table.Interact(RowDomain.First, 1, (table.Challenge(0) * table.Challenge(0) * 4) + 1, table.Current(0));
        table.Interact(RowDomain.Last, 1, -(table.Challenge(0) * table.Challenge(0) * table.Current(1)) - 1, table.Current(0));
        WitnessCase witness = Case(table, [[6, 6], [0, weight]], challenges: 1);
        BusFault? fault = (BusFault?)witness.Check();
        Assert.Equal(satisfied, fault is null);
        Assert.Equal(satisfied, witness.IsProven());
        if (fault is not null) { Assert.Equal([6UL], fault.Message.ToArray()); }
    }

    [Fact]
    public void Run_Cancelled_Stops() =>
        Assert.ThrowsAny<OperationCanceledException>(() => Compare(rows: 100).Check(threads: 2, new CancellationToken(canceled: true)));

    /// <summary>Checks a case and changes of it, which pile up for a few steps: check, definitions and prover have to agree on each.</summary>
    /// <returns>How many changes broke the case; of a circuit that says little it can be none.</returns>
    internal static int CountBroken(WitnessCase witness, int mutations, string name)
    {
        Assert.Null(witness.Check());
        Assert.False(new PlainFaults(witness).Any, name);
        Random random = new(mutations);
        (WitnessCase changed, int broken) = (witness, 0);
        for (int i = 0; i < mutations; i++)
        {
            changed = (i % 3 == 0 ? witness : changed).Mutate(random);
            if (changed.TryInstance() is null)
            {
                changed = witness;
                continue;
            }

            WitnessFault? fault = changed.Check();
            new PlainFaults(changed).AssertNames(fault, $"{name}, change {i}");
            Assert.True(fault is null == changed.IsProven(), $"{name}, change {i}: the check says '{fault}', the prover something else");
            broken += fault is null ? 0 : 1;
        }

        return broken;
    }

    private static WitnessCase Compare(int rows)
    {
        Assert.True(ProfileTable.TryFind(0x020C, out Profile? profile, out _));
        return WitnessCase.Of(IntegerComparisons.Make(rows), profile!);
    }

    private static ulong LowestLimb(WitnessCase witness, int row)
    {
        ulong x = witness.Datasets[0][0][0].Span[row], y = witness.Datasets[0][0][1].Span[row], less = witness.Auxiliary[0][0].Span[row];
        ulong difference = less == 1 ? Goldilocks.Subtract(Goldilocks.Subtract(y, x), 1) : Goldilocks.Subtract(x, y);
        for (int limb = 1; limb < 4; limb++)
        {
            difference = Goldilocks.Subtract(difference, Goldilocks.Multiply(witness.Auxiliary[0][limb].Span[row], 1UL << (16 * limb)));
        }

        return difference;
    }

    private static WitnessCase Case(TableBuilder table, ulong[][] columns, int? rows = null, byte challenges = 0)
    {
        Circuit circuit = new([table.Build()], 0, challenges, [], []);
        Statement statement = new(Digest.Of("case"u8), Small, circuit, [], [(ulong)(rows ?? columns[0].Length)], []);
        return new(statement, [], [[.. columns.Select(column => (ReadOnlyMemory<ulong>)column)]]);
    }
}
