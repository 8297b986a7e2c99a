using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Settlement;

/// <summary>Parameters of the compute-market actor's methods, as DAG-CBOR tuples.</summary>
public static class MarketMessages
{
    public static byte[] Constructor(MarketParams parameters) => CborTuple.Encode(6, (ref CborWriter writer) => parameters.WriteFields(ref writer));

    public static byte[] RegisterProvider(Address key) => CborTuple.Encode(1, (ref CborWriter writer) => writer.WriteBytes(key.Bytes));

    /// <param name="price">attoFIL; the message's value is the escrow and must be at least this.</param>
    /// <param name="provider">The only provider that may accept; null: any.</param>
    public static byte[] PostJob(MarketPlan plan, TokenAmount price, long deadline, Address? provider) => CborTuple.Encode(4, (ref CborWriter writer) =>
    {
        plan.Write(ref writer);
        price.Write(ref writer);
        writer.WriteInt64(deadline);
        if (provider is null) { writer.WriteNull(); } else { writer.WriteBytes(provider.Bytes); }
    });

    /// <summary>For Accept, Cancel, Expire, GetJob, GetChallenge and GetProof.</summary>
    public static byte[] Job(ulong job) => CborTuple.Encode(1, (ref CborWriter writer) => writer.WriteUInt64(job));

    /// <summary>For GetProvider and GetCredit.</summary>
    public static byte[] Actor(ulong id) => Job(id);

    /// <param name="signature">r ‖ s ‖ v, 65 bytes without a type byte.</param>
    public static byte[] Settle(ulong job, byte[] attestation, byte[] signature, byte[] proof) => CborTuple.Encode(4, (ref CborWriter writer) =>
    {
        writer.WriteUInt64(job);
        writer.WriteBytes(attestation);
        writer.WriteBytes(signature);
        writer.WriteBytes(proof);
    });

    /// <param name="signature">r ‖ s ‖ v, 65 bytes without a type byte.</param>
    public static byte[] BeginProof(ulong job, byte[] attestation, byte[] signature, byte[] statement, byte[] core) =>
        CborTuple.Encode(5, (ref CborWriter writer) =>
        {
            writer.WriteUInt64(job);
            writer.WriteBytes(attestation);
            writer.WriteBytes(signature);
            writer.WriteBytes(statement);
            writer.WriteBytes(core);
        });

    /// <param name="at">Where the part begins: what the market keeps the hash of.</param>
    /// <param name="record">The level record of the part's level.</param>
    public static byte[] ProofPart(ulong job, Continuation at, byte[] record, byte[] part) => CborTuple.Encode(7, (ref CborWriter writer) =>
    {
        writer.WriteUInt64(job);
        writer.WriteBytes(at.StatementHash.Bytes);
        writer.WriteListStart(at.RecordHashes.Length);
        foreach (Digest hash in at.RecordHashes) { writer.WriteBytes(hash.Bytes); }
        writer.WriteUInt64(at.Level);
        writer.WriteUInt64(at.First);
        writer.WriteBytes(record);
        writer.WriteBytes(part);
    });
}
