using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Verifier.Openings;

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

    public static byte[] ProofPart(ulong job, OpeningMessage message) => CborTuple.Encode(7, (ref CborWriter writer) =>
    {
        writer.WriteUInt64(job);
        writer.WriteBytes(message.StatementHash.Bytes);
        WriteList(ref writer, message.Opened.Select(hash => hash.Bytes.ToArray()));
        writer.WriteUInt64(message.First);
        WriteList(ref writer, message.Records);
        WriteList(ref writer, message.Ahead.Select(hash => hash.Bytes.ToArray()));
        WriteList(ref writer, message.Parts);
    });

    private static void WriteList(ref CborWriter writer, IEnumerable<byte[]> items)
    {
        byte[][] all = [.. items];
        writer.WriteListStart(all.Length);
        foreach (byte[] item in all) { writer.WriteBytes(item); }
    }
}
