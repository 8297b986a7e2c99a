namespace FvmCompute.Filecoin.Cids;

/// <summary>Content codecs of the multicodec table that Filecoin uses.</summary>
public static class CidCodec
{
    /// <summary>Bytes of the CBOR family without links (FVM parameters and return values).</summary>
    public const ulong Cbor = 0x51;
    public const ulong Raw = 0x55;
    public const ulong DagPb = 0x70;
    public const ulong DagCbor = 0x71;
    public const ulong DagJson = 0x0129;
    public const ulong FilCommitmentUnsealed = 0xf101;
    public const ulong FilCommitmentSealed = 0xf102;
}
