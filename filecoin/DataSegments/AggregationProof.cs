using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.DataSegments;

/// <summary>What an inclusion proof leads to: the PieceCID v1 of the deal and its padded size. CBOR form <c>[link, size]</c>.</summary>
public sealed record DealPiece(Cid Cid, ulong PaddedBytes)
{
    public void Write(ref CborWriter writer)
    {
        writer.WriteListStart(2);
        writer.WriteLink(Cid);
        writer.WriteUInt64(PaddedBytes);
    }

    public static DealPiece Read(ref CborReader reader)
    {
        reader.ReadTupleStart(2);
        return new(reader.ReadLink(), reader.ReadUInt64());
    }
}

/// <summary>An inclusion proof with the deal on the chain that it belongs to. CBOR form <c>[inclusion proof, 0, [deal id]]</c>.</summary>
public sealed record AggregationProof(InclusionProof Inclusion, ulong DealId)
{
    /// <summary>The only kind of auxiliary data known: one deal.</summary>
    private const ulong SingleDeal = 0;

    public void Write(ref CborWriter writer)
    {
        writer.WriteListStart(3);
        Inclusion.Write(ref writer);
        writer.WriteUInt64(SingleDeal);
        writer.WriteListStart(1);
        writer.WriteUInt64(DealId);
    }

    /// <exception cref="FilecoinFormatException">Codes <c>podsi.*</c>, <c>cbor.*</c>.</exception>
    public static AggregationProof Read(ref CborReader reader)
    {
        reader.ReadTupleStart(3);
        InclusionProof inclusion = InclusionProof.Read(ref reader);
        ulong kind = reader.ReadUInt64();
        if (kind != SingleDeal) { throw reader.Refuse("podsi.aux", $"auxiliary data of kind {kind} is not known, only {SingleDeal}"); }

        reader.ReadTupleStart(1);
        return new(inclusion, reader.ReadUInt64());
    }
}
