using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Prover.Proving;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Bench.Gas;

/// <summary>A message that settles a proof, or a step to it.</summary>
/// <param name="ProofBytes">Bytes of the statement, the core or the parts in it: what no message form can leave out.</param>
internal sealed record JobMessage(string Name, MarketMethod Method, byte[] Parameters, int ProofBytes);

/// <summary>A proof job of the first job id of a <see cref="GasChain"/>: its plan and what the provider sends (actors/compute-market/INTERFACE.md).</summary>
internal sealed record ProvedJob(byte[] Plan, IReadOnlyList<JobMessage> Messages)
{
    private const ulong Job = 0;
    private const ulong PlanKind = 1;
    private const ulong RawCodec = 0x55;
    private const long MemoryBytes = 16L << 30;

    public static ProvedJob Make(GasCase shape, ulong market, ulong provider)
    {
        using CpuProverBackend backend = new(new MemoryBudget("gas", MemoryBytes), Environment.ProcessorCount);
        ProverOptions options = ProverOptions.ForChain(backend);
        CopiedColumns columns = new(shape);
        using CommittedDataset dataset = columns.Register(options);
        byte[] plan = EncodePlan(columns, shape, dataset.Record);
        Statement statement = columns.State(Context(market, provider, Cid.DagCbor(plan)), dataset);
        CircuitProof proof = CircuitProver.Prove(statement, [dataset], columns.Auxiliary, options, CancellationToken.None);
        return new(plan, [.. MessagesOf(shape, statement, proof, market, provider, Cid.DagCbor(plan))]);
    }

    private static byte[] EncodePlan(CopiedColumns columns, GasCase shape, Dataset dataset) => CborTuple.Encode(6, (ref CborWriter writer) =>
    {
        writer.WriteUInt64(PlanKind);
        writer.WriteBytes(columns.Circuit.Hash().Bytes);
        writer.WriteListStart(1);
        writer.WriteBytes(dataset.Id().Bytes);
        writer.WriteListStart(1);
        writer.WriteNull();
        writer.WriteListStart(columns.RowCounts.Length);
        foreach (ulong rows in columns.RowCounts)
        {
            writer.WriteListStart(2);
            writer.WriteUInt64(rows);
            writer.WriteUInt64(rows);
        }

        writer.WriteUInt64(shape.ProfileId);
    });

    private static Digest Context(ulong market, ulong provider, Cid plan)
    {
        byte[] chain = Encoding.UTF8.GetBytes(GasChain.Network);
        byte[] numbers = new byte[4 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, market);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers.AsSpan(8), Job);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers.AsSpan(16), provider);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers.AsSpan(24), (ulong)GasChain.Epoch);
        return Digest.Of([.. "FVMJOB/v1/"u8, (byte)chain.Length, .. chain, .. numbers, .. plan.Bytes[^Digest.Size..]]);
    }

    private static IEnumerable<JobMessage> MessagesOf(GasCase shape, Statement statement, CircuitProof proof, ulong market, ulong provider, Cid plan)
    {
        byte[] attestation = Attestation(shape, statement, proof.Core, market, provider, plan);
        Rejection? refused = ProofMessages.TryCreate(statement.Encode(), proof.Encode(), out ProofMessages? messages);
        if (refused is not null) { throw new InvalidOperationException($"the proof of {shape.Name} does not verify: {refused}"); }
        byte[] begin = messages!.Begin(Job, attestation, GasChain.Provider.Sign(Cid.DagCbor(attestation).Bytes));
        yield return new("BeginProof", MarketMethod.BeginProof, begin, messages.Statement.Length + messages.Core.Length);
        foreach (Range range in messages.Openings)
        {
            ImmutableArray<byte[]> parts = messages.Parts[range];
            string name = $"ProofPart, {string.Join(", ", parts.Select(PositionsOf))}";
            yield return new(name, MarketMethod.ProofPart, messages.Open(Job, range), parts.Sum(part => part.Length));
        }
    }

    private static string PositionsOf(byte[] part)
    {
        (int first, int count) = (BinaryPrimitives.ReadUInt16LittleEndian(part.AsSpan(1)), BinaryPrimitives.ReadUInt16LittleEndian(part.AsSpan(3)));
        return $"level {part[0]}: {first}–{first + count - 1}";
    }

    private static byte[] Attestation(GasCase shape, Statement statement, byte[] core, ulong market, ulong provider, Cid plan) =>
        CborTuple.Encode(13, (ref CborWriter writer) =>
        {
            writer.WriteUInt64(1);
            writer.WriteText(GasChain.Network);
            writer.WriteUInt64(market);
            writer.WriteUInt64(Job);
            writer.WriteLink(plan);
            writer.WriteListStart(1);
            writer.WriteLink(Cid.Create(RawCodec, MultihashCode.Blake2b256, statement.Datasets[0].Id().Bytes));
            writer.WriteBytes(Blake2b.Hash256(statement.Encode()));
            writer.WriteBytes(Blake2b.Hash256(core));
            writer.WriteUInt64(1);
            writer.WriteUInt64(shape.ProfileId);
            writer.WriteText("cpu");
            writer.WriteUInt64(provider);
            writer.WriteInt64(GasChain.Epoch);
        });
}
