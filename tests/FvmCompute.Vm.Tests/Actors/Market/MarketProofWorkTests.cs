using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;
using FvmCompute.Vm.Machine;
using Xunit.Abstractions;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>
/// What the largest circuits that fit a message make the actor do, when client and provider conspire: their core of zeros is consistent up to the work before
/// the row batching, after everything whose size a circuit decides. It stays well below a block's gas.
/// </summary>
public sealed class MarketProofWorkTests(ITestOutputHelper output)
{
    /// <summary>A tenth of a block.</summary>
    private const ulong MaxGas = 1_000_000_000;

    private static readonly Profile Profile = ProfileTable.Secure[0];
    private static readonly Table Plain = new([], 1, [Node.Constant(0)], [], []);

    private static readonly Dictionary<string, (Table[] Tables, ulong[] Rows, Func<Circuit, Circuit> Change)> Circuits = new()
    {
        ["2063 sums of 127 chunks"] = ([Plain], [127 << 12], c => Claim(c, 2063, new(ClaimKind.Sum, default, 0, 0))),
        ["3500 cells of a tall column"] = ([Plain], [127 << 12], c => Claim(c, 3500, new(ClaimKind.Cell, default, 500_000, 0))),
        ["850 products with 18 challenges"] = (
            [Plain, Plain],
            [1, 1 << 18],
            c => c with { Products = Many(850, new MatrixProduct(new(1, 0), default, new(1, 0), 18, 0, 0)) }),
        ["50000 row numbers"] = ([Plain with { Nodes = Many(50_000, Node.RowIndex) }], [1], c => c),
        ["5800 multiplications"] = ([Plain with { Nodes = [Node.Constant(3), .. Powers(5800)] }], [1], c => c),
        ["9000 constraints"] = ([Plain with { Constraints = Many(9000, default(Constraint)) }], [1], c => c),
    };

    public static TheoryData<string> Names() => [.. Circuits.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void BeginProof_MostWorkThatFitsAMessage_StaysWellBelowABlock(string name)
    {
        MarketWorld world = new();
        ProofAnswer answer = Accepted(world, name);
        ApplyResult refused = world.Call(world.Provider, MarketMethod.BeginProof, answer.Begin());
        output.WriteLine($"{name}: message of {answer.Begin().Length:N0} bytes, {refused.Receipt.GasUsed:N0} gas: {refused.FailureReason}");
        Assert.Contains("batching proof of work 0 is not valid", refused.FailureReason, StringComparison.Ordinal);
        Assert.InRange(refused.Receipt.GasUsed, 0UL, MaxGas);
    }

    private static ProofAnswer Accepted(MarketWorld world, string name)
    {
        (Table[] tables, ulong[] rows, Func<Circuit, Circuit> change) = Circuits[name];
        Circuit circuit = change(new([.. tables], 0, 0, [], []));
        ProofAnswer answer = new(world) { Datasets = [], Plan = Plan(circuit, rows) };
        MarketWorld.Succeeded(world.Register(world.Provider, MarketWorld.Bond));
        Assert.Equal(0UL, world.Post(answer.Plan));
        MarketWorld.Succeeded(world.OnJob(world.Provider, MarketMethod.Accept, 0));
        world.Chain.Epoch = MarketChain.FirstEpoch + 1;
        Statement statement = new(Context(world, answer.Plan), Profile, circuit, [], [.. rows], Many(circuit.PublicValues, 0UL));
        (answer.Statement, answer.Core) = (statement.Encode(), ConsistentZeros(statement));
        return answer;
    }

    private static byte[] Plan(Circuit circuit, ulong[] rows) => Cbor.Tuple(6, (ref w) =>
    {
        w.WriteUInt64(1);
        w.WriteBytes(circuit.Hash().Bytes);
        w.WriteListStart(0);
        w.WriteListStart(circuit.PublicValues);
        for (int i = 0; i < circuit.PublicValues; i++) { w.WriteUInt64(0); }

        w.WriteListStart(rows.Length);
        foreach (ulong count in rows)
        {
            w.WriteListStart(2);
            w.WriteUInt64(count);
            w.WriteUInt64(count);
        }

        w.WriteUInt64(Profile.Id);
    });

    /// <summary>INTERFACE.md, "Proof of circuit".</summary>
    private static Digest Context(MarketWorld world, byte[] plan)
    {
        byte[] chain = Encoding.ASCII.GetBytes(MarketChain.Network), numbers = new byte[32];
        ulong[] values = [world.Market, 0, world.Provider.Id, (ulong)MarketChain.FirstEpoch];
        for (int i = 0; i < values.Length; i++) { BinaryPrimitives.WriteUInt64LittleEndian(numbers.AsSpan(8 * i), values[i]); }
        return Digest.Of([.. "FVMJOB/v1/"u8, (byte)chain.Length, .. chain, .. numbers, .. Blake2b.Hash256(plan)]);
    }

    private static byte[] ConsistentZeros(Statement statement)
    {
        Assert.Null(Instance.TryCreate(statement, allowInsecure: false, out Instance? instance));
        Assert.True(instance!.IsAdmissibleOnChain);
        Transcript transcript = new("proof"u8);
        transcript.Absorb("statement"u8, statement.Encode());
        transcript.Absorb("aux-root"u8, new byte[32]);
        WhirLevel[] levels = [.. Profile.Folds.Select(f => new WhirLevel(default, default, 0, [], new Ext2[2 * f], new ulong[f]))];
        return CoreEncoding.Encode(instance, new()
        {
            LookupNonce = transcript.Grind("pow-lookup"u8, Profile.PowLookup),
            ZerocheckRounds = new Ext2[instance.MaxLogHeight * instance.Shape.Degree],
            Openings = [.. instance.Shape.Tables.Select(t => new Ext2[t.OpenedValues])],
            Products = [.. statement.Circuit.Products.Select(p => new ProductProof(default, new Ext2[2 * p.LogInner], new Ext2[2]))],
            ReductionRounds = new Ext2[2 * Profile.LogRowLength],
            RowValues = new Ext2[instance.MatrixRows],
            Whir = new(0, levels, new Ext2[1 << Profile.FinalVariables], 0),
        });
    }

    private static Circuit Claim(Circuit circuit, int count, LinearClaim claim) => circuit with { PublicValues = 1, Claims = Many(count, claim) };

    private static IEnumerable<Node> Powers(int count) => Enumerable.Range(0, count).Select(i => Node.Multiply((uint)i, 0));

    private static ImmutableArray<T> Many<T>(int count, T item) => [.. Enumerable.Repeat(item, count)];
}
