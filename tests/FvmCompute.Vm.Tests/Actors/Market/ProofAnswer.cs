using System.Text.Json;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Tests;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>
/// Everything a provider sends to settle a proof job, open to be falsified. Written from INTERFACE.md; statement, core and parts are by the reference prover, for the first
/// job of the market of <see cref="MarketWorld"/>, accepted at its first epoch.
/// </summary>
internal sealed class ProofAnswer
{
    private static readonly JsonElement File = Vectors.Json("proof", "job.json").RootElement;

    public byte[] Plan = Bytes(File, "plan");
    public Cid[] Datasets = [.. List("dataset_ids").Select(id => Cid.Create(RawCodec, Blake2b256, id))];
    public readonly byte[] StatementHash = Bytes(File, "statement_hash");
    public readonly byte[][] Continuations = List("continuations");
    public readonly byte[][] Levels = List("level_hashes");
    public readonly byte[][] Records = List("level_records");
    public byte[] Statement = Bytes(File, "statement");
    public byte[] Core = Bytes(File, "core");
    public byte[][] Parts = List("parts");
    public ulong Profile = 0x020c;
    public long Epoch = MarketChain.FirstEpoch;

    private const ulong RawCodec = 0x55;
    private const ulong Blake2b256 = 0xb220;

    private readonly MarketWorld _world;

    public ProofAnswer(MarketWorld world)
    {
        _world = world;
        Assert.Equal(File.GetProperty("market").GetUInt64(), world.Market);
        Assert.Equal(File.GetProperty("provider").GetUInt64(), world.Provider.Id);
    }

    /// <summary>The answer to the proof job, which the provider has accepted; it is the epoch after.</summary>
    public static ProofAnswer AcceptedJob(MarketWorld world)
    {
        ProofAnswer answer = new(world);
        MarketWorld.Succeeded(world.Register(world.Provider, MarketWorld.Bond));
        Assert.Equal(0UL, world.Post(answer.Plan));
        MarketWorld.Succeeded(world.OnJob(world.Provider, MarketMethod.Accept, 0));
        world.Chain.Epoch = MarketChain.FirstEpoch + 1;
        return answer;
    }

    public byte[] Attestation() => Cbor.Tuple(13, (ref w) =>
    {
        w.WriteUInt64(1);
        w.WriteText(MarketChain.Network);
        w.WriteUInt64(_world.Market);
        w.WriteUInt64(0);
        w.WriteLink(Cid.DagCbor(Plan));
        w.WriteListStart(Datasets.Length);
        foreach (Cid dataset in Datasets) { w.WriteLink(dataset); }

        w.WriteBytes(Blake2b.Hash256(Statement));
        w.WriteBytes(Blake2b.Hash256(Core));
        w.WriteUInt64(1);
        w.WriteUInt64(Profile);
        w.WriteText("cpu");
        w.WriteUInt64(_world.Provider.Id);
        w.WriteInt64(Epoch);
    });

    public byte[] Begin() => Cbor.Tuple(5, (ref w) =>
    {
        byte[] attestation = Attestation();
        w.WriteUInt64(0);
        w.WriteBytes(attestation);
        w.WriteBytes(_world.Provider.Sign(Cid.DagCbor(attestation).Bytes));
        w.WriteBytes(Statement);
        w.WriteBytes(Core);
    });

    /// <summary>The message that opens these levels; in the vector every level has one part.</summary>
    public byte[] Open(Range levels) => Cbor.Tuple(7, (ref w) =>
    {
        w.WriteUInt64(0);
        w.WriteBytes(StatementHash);
        WriteList(ref w, Levels[..levels.Start]);
        w.WriteUInt64(0);
        WriteList(ref w, Records[levels]);
        WriteList(ref w, Levels[levels.End..]);
        WriteList(ref w, Parts[levels]);
    });

    /// <summary>The message that opens one level.</summary>
    public byte[] Part(int level) => Open(level..(level + 1));

    private static void WriteList(ref CborWriter writer, byte[][] items)
    {
        writer.WriteListStart(items.Length);
        foreach (byte[] item in items) { writer.WriteBytes(item); }
    }

    private static byte[] Bytes(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    private static byte[][] List(string name) => [.. File.GetProperty(name).EnumerateArray().Select(item => Convert.FromHexString(item.GetString()!))];
}
