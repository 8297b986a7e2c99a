using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Sidecar.Settlement;

/// <summary>What a job asks of the market: a DAG-CBOR list that starts with the job's kind. Its CID names the question on chain and in the attestation.</summary>
public abstract record MarketPlan
{
    /// <summary>Items of the list, the kind included.</summary>
    protected abstract int FieldCount { get; }

    public byte[] Encode() => CborTuple.Encode(FieldCount, WriteFields);

    public Cid Cid() => Filecoin.Cids.Cid.DagCbor(Encode());

    public void Write(ref CborWriter writer)
    {
        writer.WriteListStart(FieldCount);
        WriteFields(ref writer);
    }

    public static MarketPlan Read(ref CborReader reader)
    {
        int fields = reader.ReadListStart();
        ulong kind = reader.ReadUInt64();
        return (kind, fields) switch
        {
            (PossessionPlan.Kind, PossessionPlan.Fields) => PossessionPlan.ReadFields(ref reader),
            (CircuitPlan.Kind, CircuitPlan.Fields) => CircuitPlan.ReadFields(ref reader),
            _ => throw reader.Refuse(
                "plan.kind",
                $"plan kind {kind} of {fields} items is not known; known are {PossessionPlan.Kind} (possession, {PossessionPlan.Fields} items) "
                + $"and {CircuitPlan.Kind} (proof of circuit, {CircuitPlan.Fields} items)"),
        };
    }

    protected abstract void WriteFields(ref CborWriter writer);
}
