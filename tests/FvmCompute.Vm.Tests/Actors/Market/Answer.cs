using System.Buffers.Binary;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>Everything a provider sends to settle a possession job, open to be falsified field by field. Written from INTERFACE.md.</summary>
internal sealed class Answer
{
    public ulong Job;
    public ulong Version = 1;
    public string Chain = MarketChain.Network;
    public ulong Market;
    public ulong NamedJob;
    public Cid Plan;
    public List<Cid> Datasets;
    public byte[] Result;
    public byte[]? ProofHash;
    public ulong Grade = 1;
    public ulong Profile;
    public string Device = "cpu";
    public ulong Provider;
    public long Epoch;
    public byte[] Proof;
    public Account Signer;
    public byte[]? Signature;

    /// <param name="accepted">The epoch at which the provider accepted.</param>
    /// <param name="beacon">The chain's beacon entries; those of <see cref="MarketChain"/> unless told otherwise.</param>
    public Answer(ulong market, ulong job, Account provider, Piece piece, uint challenges, long accepted, Func<long, byte[]>? beacon = null)
    {
        Epoch = accepted + MarketParameters.Default.ChallengeDelay;
        byte[] seed = Seed((beacon ?? MarketChain.Beacon)(Epoch), market, job, provider.Id);
        (Job, NamedJob, Market, Provider, Signer) = (job, job, market, provider.Id, provider);
        Plan = Cid.DagCbor(MarketCalls.Plan(piece, challenges));
        Datasets = [Cid.Create(0xf101, 0x1012, piece.Commitment)];
        Result = Blake2b.Hash256(Cbor.Tuple(2, (ref w) => { w.WriteInt64(Epoch); w.WriteBytes(seed); }));
        Proof = [.. Enumerable.Range(0, (int)challenges).SelectMany(i => piece.Path(LeafIndex(seed, i, piece.Leaves)))];
    }

    public static byte[] Seed(byte[] beacon, ulong market, ulong job, ulong provider)
    {
        byte[] message = [.. "FVMPOSS/v1/"u8, .. beacon, .. new byte[24]];
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(43), market);
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(51), job);
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(59), provider);
        return Blake2b.Hash256(message);
    }

    public static ulong LeafIndex(byte[] seed, int challenge, ulong leaves)
    {
        byte[] message = [.. seed, .. BitConverter.GetBytes(challenge)];
        return BinaryPrimitives.ReadUInt64LittleEndian(Blake2b.Hash256(message)) % leaves;
    }

    public byte[] Attestation() => Cbor.Tuple(13, (ref w) =>
    {
        w.WriteUInt64(Version);
        w.WriteText(Chain);
        w.WriteUInt64(Market);
        w.WriteUInt64(NamedJob);
        w.WriteLink(Plan);
        w.WriteListStart(Datasets.Count);
        foreach (Cid dataset in Datasets) { w.WriteLink(dataset); }

        w.WriteBytes(Result);
        w.WriteBytes(ProofHash ?? Blake2b.Hash256(Proof));
        w.WriteUInt64(Grade);
        w.WriteUInt64(Profile);
        w.WriteText(Device);
        w.WriteUInt64(Provider);
        w.WriteInt64(Epoch);
    });

    public byte[] Parameters() => Cbor.Tuple(4, (ref w) =>
    {
        byte[] attestation = Attestation();
        w.WriteUInt64(Job);
        w.WriteBytes(attestation);
        w.WriteBytes(Signature ?? Signer.Sign(Cid.DagCbor(attestation).Bytes));
        w.WriteBytes(Proof);
    });
}
