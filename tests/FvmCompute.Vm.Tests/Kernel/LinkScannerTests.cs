using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Kernel;

/// <summary>
/// The cases of ref-fvm <c>fvm/src/ipld/mod.rs</c> and of its parser. Prices are set so that the gas tells how many fields and links were counted.
/// </summary>
public sealed class LinkScannerTests
{
    private const ulong PerField = 1;
    private const ulong PerCid = 1 << 16;

    private static readonly Cid Leaf = Cid.Blake2b256(CidCodec.Raw, "foobar"u8);
    private static readonly Cid Commitment = Cid.Create(CidCodec.FilCommitmentUnsealed, MultihashCode.Sha256Trunc254Padded, new byte[32]);

    private static readonly PriceList Prices = RuleSets.Newest.Prices with
    {
        ScanPerField = GasAmount.FromMilligas(PerField),
        ScanPerCid = GasAmount.FromMilligas(PerCid),
    };

    public static TheoryData<string, ulong, byte[], int, int, int> Accepted => new()
    {
        { "raw", CidCodec.Raw, [1, 2, 3], 0, 0, 0 },
        { "cbor", CidCodec.Cbor, Tuple(Link(Leaf)), 0, 0, 0 },
        { "raw with a link", CidCodec.Raw, Tuple(Link(Leaf)), 0, 0, 0 },
        { "a link", CidCodec.DagCbor, Tuple(Link(Leaf)), 4, 1, 1 },
        { "the same link twice", CidCodec.DagCbor, [0x82, .. Link(Leaf), .. Link(Leaf)], 3, 2, 2 },
        { "a commitment is no link", CidCodec.DagCbor, Tuple(Link(Commitment)), 4, 1, 0 },
        { "a link inside an identity CID", CidCodec.DagCbor, Tuple(Link(Inline(Tuple(Link(Leaf))))), 8, 2, 1 },
        { "an identity CID of raw bytes", CidCodec.DagCbor, Link([1, 0x55, 0, 3, 0xff, 0xff, 0xff]), 1, 1, 0 },
        { "a map counts keys and values", CidCodec.DagCbor, [0xa1, 0x61, (byte)'k', 0x05], 3, 0, 0 },
        { "another tag and its value", CidCodec.DagCbor, [0xc1, 0x05], 2, 0, 0 },
        { "tag 42 in a long form", CidCodec.DagCbor, [0xd9, 0, 42, .. Link(Leaf)[2..]], 1, 1, 1 },
        { "a number in a long form", CidCodec.DagCbor, [0x1b, 0, 0, 0, 0, 0, 0, 0, 1], 1, 0, 0 },
        { "a float", CidCodec.DagCbor, [0xfb, 1, 2, 3, 4, 5, 6, 7, 8], 1, 0, 0 },
        { "text that is no UTF-8", CidCodec.DagCbor, [0x62, 0xff, 0xfe], 1, 0, 0 },
        { "map keys out of order", CidCodec.DagCbor, [0xa2, 0x02, 0x00, 0x01, 0x00], 5, 0, 0 },
    };

    public static TheoryData<string, byte[], ErrorNumber, int, int> Rejected => new()
    {
        { "nothing", [], ErrorNumber.Serialization, 1, 0 },
        { "trailing bytes", [0x01, 0x01], ErrorNumber.Serialization, 1, 0 },
        { "a reserved header", [0x1c], ErrorNumber.Serialization, 1, 0 },
        { "an indefinite list", [0x9f, 0xff], ErrorNumber.Serialization, 1, 0 },
        { "a cut header", [0x1a, 0, 0], ErrorNumber.Serialization, 1, 0 },
        { "a string beyond the end", [0x43, 1, 2], ErrorNumber.Serialization, 1, 0 },
        { "a string of 2^64 - 1 bytes", [0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], ErrorNumber.Serialization, 1, 0 },
        { "a list that goes on", [0x82, 0x01], ErrorNumber.Serialization, 3, 0 },
        { "a list of 2^64 - 1 in a list", [0x82, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], ErrorNumber.Serialization, 2, 0 },
        { "a map of 2^63", [0xbb, 0x80, 0, 0, 0, 0, 0, 0, 0], ErrorNumber.Serialization, 1, 0 },
        { "tag 42 on a number", [0xd8, 42, 0x01], ErrorNumber.Serialization, 1, 1 },
        { "a link of no bytes", [0xd8, 42, 0x40], ErrorNumber.Serialization, 1, 1 },
        { "a link without the zero byte", [0xd8, 42, 0x41, 0x01], ErrorNumber.Serialization, 1, 1 },
        { "a link beyond the end", [0xd8, 42, 0x58, 0x26, 0x00], ErrorNumber.Serialization, 1, 1 },
        { "a link that is no CID", [0xd8, 42, 0x42, 0x00, 0x01], ErrorNumber.Serialization, 1, 1 },
        { "a link with a byte after the CID", Link([.. Leaf.Bytes, 0]), ErrorNumber.Serialization, 1, 1 },
        { "a digest of 65 bytes", Link([1, 0x55, 0x12, 65, .. new byte[65]]), ErrorNumber.Serialization, 1, 1 },
        { "a codec no block has", Link(Cid.Blake2b256(CidCodec.DagPb, "x"u8)), ErrorNumber.NotFound, 1, 1 },
        { "a hash no block has", Link(Cid.Create(CidCodec.DagCbor, MultihashCode.Sha256, new byte[32])), ErrorNumber.NotFound, 1, 1 },
        { "a short blake2b", Link([1, 0x71, 0xa0, 0xe4, 0x02, 20, .. new byte[20]]), ErrorNumber.NotFound, 1, 1 },
        { "a version 0 CID", Link([0x12, 0x20, .. new byte[32]]), ErrorNumber.NotFound, 1, 1 },
        { "an explicit version 0", Link([0, 0x71, 0x12, 0x20, .. new byte[32]]), ErrorNumber.Serialization, 1, 1 },
        { "malformed inside an identity CID", Link(Inline([0x01, 0x01])), ErrorNumber.Serialization, 2, 1 },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Scan_WellFormedBlock_FindsLinksAndChargesFieldsAndCids(string name, ulong codec, byte[] block, int fields, int cids, int links)
    {
        GasTracker gas = new(GasAmount.FromGas(1_000));

        SyscallResult result = LinkScanner.Scan(codec, block, Prices, gas, out IReadOnlyList<Cid> found);

        Assert.True(result.IsOk, $"{name}: {result}");
        Assert.Equal(Enumerable.Repeat(Leaf, links), found);
        Assert.Equal(Cost(fields, cids), gas.Used.Milligas);
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public void Scan_BadBlock_FailsAndIsPaidUpToTheFault(string name, byte[] block, ErrorNumber error, int fields, int cids)
    {
        GasTracker gas = new(GasAmount.FromGas(1_000));

        SyscallResult result = LinkScanner.Scan(CidCodec.DagCbor, block, Prices, gas, out _);

        Assert.True(result.Error == error, $"{name}: {result}");
        Assert.Equal(Cost(fields, cids), gas.Used.Milligas);
    }

    [Fact]
    public void Scan_WithAnyLimitBelowItsCost_RunsOutOfGasAndUsesAll()
    {
        byte[] block = Tuple(Link(Inline(Tuple(Link(Leaf)))));
        ulong cost = Cost(8, 2);
        foreach (ulong limit in new ulong[] { 0, 1, 2, 3, PerCid, cost - PerCid, cost - 1 })
        {
            GasTracker gas = new(GasAmount.FromMilligas(limit));
            Assert.Throws<OutOfGasException>(() => LinkScanner.Scan(CidCodec.DagCbor, block, Prices, gas, out _));
            Assert.Equal(limit, gas.Used.Milligas);
        }

        GasTracker enough = new(GasAmount.FromMilligas(cost));
        Assert.True(LinkScanner.Scan(CidCodec.DagCbor, block, Prices, enough, out _).IsOk);
        Assert.True(enough.Available.IsZero);
    }

    private static ulong Cost(int fields, int cids) => ((ulong)fields * PerField) + ((ulong)cids * PerCid);

    /// <summary>[0, link, 1]: four fields.</summary>
    private static byte[] Tuple(byte[] link) => [0x83, 0x00, .. link, 0x01];

    private static byte[] Link(Cid cid) => Link(cid.Bytes.ToArray());

    private static byte[] Link(byte[] cid) => [0xd8, 42, 0x58, (byte)(cid.Length + 1), 0, .. cid];

    private static byte[] Inline(byte[] block) => [1, 0x71, 0, (byte)block.Length, .. block];
}
