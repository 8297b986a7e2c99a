using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Statements;

/// <summary>
/// Statements that ask for the most work within the limits, with a core of zeros, which is as good as any until the check that fails: what they cost is
/// linear in the bytes that a sender must send.
/// </summary>
public class LargestStatementsTests
{
    /// <summary>The only one whose lookups and columns need no work before them.</summary>
    private static readonly Profile Profile = ProfileTable.Test[2];

    private static readonly Table Plain = new([], 1, [Node.Current(0)], [], []);

    private static readonly Table Unstored = new([], 0, [Node.RowIndex], [], []);

    public static TheoryData<string> Names() => [.. Largest.Keys];

    private static readonly Dictionary<string, Func<Statement>> Largest = new()
    {
        ["64 tables of 65536 products"] = () => Of(Many(64, Products()), Many(64, 1UL)),
        ["64 tables of 65536 row numbers"] = () => Of(Many(64, Plain with { Nodes = Many(65536, Node.RowIndex) }), Many(64, 1UL)),
        ["65535 constraints in each of 64 tables"] = () => Of(Many(64, Plain with { Constraints = Many(65535, default(Constraint)) }), Many(64, 1UL)),
        ["65535 lookups of 64 values"] = () => Of([Plain with { Interactions = Many(65535, Sends(64)) }], [1]),
        ["65535 lookups in each of 8 tables of 2^30 rows"] = () => Of(Many(8, Unstored with { Interactions = Many(65535, Sends(1)) }), Many(8, 1UL << 30)),
        ["65535 cells"] = () => Claims(65535, new(ClaimKind.Cell, default, 77777, 0)),
        ["63 sums of 4096 chunks"] = () => Claims(63, new(ClaimKind.Sum, default, 0, 0)),
        ["1024 next columns of 127 chunks"] = Wide,
        ["65535 products of one cell"] = () => Of([Plain], [1]) with { Circuit = new([Plain], 0, 0, [], Many(65535, default(MatrixProduct))) },
        ["64 datasets of 64 blocks"] = () => Of([Plain], [1]) with { Datasets = Many(64, Blocks(Many(64, new Block(1, 1)))) },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_LargestStatements_TakeMemoryLinearInTheirBytes(string name)
    {
        byte[] statement = Largest[name]().Encode();
        Assert.Null(StatementDecoding.TryDecode(statement, out Statement? decoded));
        Assert.Null(Instance.TryCreate(decoded!, true, out Instance? instance));
        byte[] core = CoreOfZeros(instance!);
        Assert.Equal(Reason.Decode, ProofVerifier.VerifyCore(statement, core.AsSpan(1), new(true), out _).Rejection!.Reason);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Verdict verdict = ProofVerifier.VerifyCore(statement, core, new(true), out _);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(verdict.Rejection is null || verdict.Rejection.Reason > Reason.Decode, verdict.ToString());
        Assert.InRange(allocated, 0, (1 << 20) + (80L * (statement.Length + core.Length)));
    }

    /// <summary>Right in form. A lookup tree of denominators 1 and numerators 0 is consistent down to its leaves.</summary>
    private static byte[] CoreOfZeros(Instance instance)
    {
        GkrLayer[] layers = [.. Enumerable.Range(0, instance.LogInteractions).Select(k => new GkrLayer(new Ext2[2 * k], [0, 0, 1, 1]))];
        Profile profile = instance.Profile;
        WhirLevel[] levels = [.. profile.Folds.Select(f => new WhirLevel(default, default, 0, [], new Ext2[2 * f], new ulong[f]))];
        return CoreEncoding.Encode(instance, new()
        {
            Gkr = new(Ext2.One, layers),
            ZerocheckRounds = new Ext2[instance.MaxLogHeight * instance.Shape.Degree],
            Openings = [.. instance.Shape.Tables.Select(t => new Ext2[t.OpenedValues])],
            Products = [.. instance.Circuit.Products.Select(p => new ProductProof(default, new Ext2[2 * p.LogInner], new Ext2[2]))],
            ReductionRounds = new Ext2[2 * profile.LogRowLength],
            RowValues = new Ext2[instance.MatrixRows],
            Whir = new(0, levels, new Ext2[1 << profile.FinalVariables], 0),
        });
    }

    private static Statement Of(ImmutableArray<Table> tables, ImmutableArray<ulong> rows)
    {
        bool isStored = tables.Any(t => t.AuxiliaryColumns > 0);
        if (!isStored) { (tables, rows) = ([.. tables[..^1], Plain], [.. rows[..^1], 1]); }
        return new(default, Profile, new(tables, 0, 0, [], []), [], rows, []);
    }

    private static Statement Claims(int count, LinearClaim claim) =>
        Of([Plain], [1UL << 17]) with { Circuit = new([Plain], 1, 0, Many(count, claim), []), PublicValues = [0] };

    private static Table Products() => Plain with { Nodes = [Node.Constant(3), .. Enumerable.Range(0, 65535).Select(i => Node.Multiply((uint)i, 0))] };

    private static Dataset Blocks(ImmutableArray<Block> blocks) => new(default, Profile.LogRowLength, Profile.LogInverseRate, blocks, default, Ext2.Zero);

    private static Interaction Sends(int width) => new(RowDomain.Every, 1, 0, Many(width, 0u));

    /// <summary>Columns of one dataset column, opened at the next row.</summary>
    private static Statement Wide()
    {
        const ulong Rows = 127 << 5;
        Table table = new(Many(1024, default(DatasetColumn)), 0, [.. Enumerable.Range(0, 1024).Select(c => Node.Next((ushort)c))], [], []);
        return Of([table, Plain], [Rows, 1]) with { Datasets = [Blocks([new(Rows, 1)])] };
    }

    private static ImmutableArray<T> Many<T>(int count, T item) => [.. Enumerable.Repeat(item, count)];
}
