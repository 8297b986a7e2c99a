using System.Buffers.Binary;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Gas;

namespace FvmCompute.Vm.Kernel;

/// <summary>
/// Finds the links of a block (FIP-0071). Deliberately no DAG-CBOR decoder: it walks headers, takes indefinite and non-minimal forms apart as the network does, and checks
/// nothing that the network does not check. Every field costs gas before it is read; what was spent is charged even when the scan fails.
/// </summary>
internal ref struct LinkScanner
{
    private const string ChargeName = "OnScanIpldLinks";
    private const int CidTag = 42;

    private readonly PriceList _prices;
    private readonly List<Cid> _links = [];
    private GasAmount _remaining;
    private bool _outOfGas;

    private LinkScanner(PriceList prices, GasAmount available)
    {
        _prices = prices;
        _remaining = available;
    }

    /// <summary>Codecs a block of an actor may have.</summary>
    public static bool IsAllowedCodec(ulong codec) => codec is CidCodec.Cbor or CidCodec.DagCbor or CidCodec.Raw;

    /// <summary>Scans <paramref name="data"/> and charges for it; only DAG-CBOR has links. Fails with Serialization (malformed), NotFound (a link no block can have) or out of gas.</summary>
    public static SyscallResult Scan(ulong codec, ReadOnlySpan<byte> data, PriceList prices, GasTracker gas, out IReadOnlyList<Cid> links)
    {
        LinkScanner scanner = new(prices, gas.Available);
        SyscallResult result = scanner.ScanCodec(codec, data);
        links = scanner._links;

        gas.Charge(new GasCharge(ChargeName, gas.Available - scanner._remaining));
        return scanner._outOfGas ? throw new OutOfGasException(ChargeName) : result;
    }

    private SyscallResult ScanCodec(ulong codec, ReadOnlySpan<byte> data) => codec switch
    {
        CidCodec.DagCbor => ScanCbor(data),
        CidCodec.Raw or CidCodec.Cbor => SyscallResult.Ok,
        _ => SyscallResult.Fail(ErrorNumber.IllegalCodec, $"codec 0x{codec:x} is not one of 0x51, 0x55, 0x71"),
    };

    private SyscallResult ScanCbor(ReadOnlySpan<byte> data)
    {
        for (ulong fields = 1; fields > 0;)
        {
            fields--;
            if (!Spend(_prices.ScanPerField)) { return Stopped; }

            if (!TryReadHeader(ref data, out int major, out ulong argument)) { return Malformed("a header is cut off or of a reserved kind"); }

            SyscallResult result = major switch
            {
                2 or 3 => Skip(ref data, argument),
                4 => AddFields(ref fields, argument, 1),
                5 => AddFields(ref fields, argument, 2),
                6 when argument == CidTag => VisitLink(ref data),
                6 => AddFields(ref fields, 1, 1),
                _ => SyscallResult.Ok,
            };
            if (!result) { return result; }
        }

        return data.IsEmpty ? SyscallResult.Ok : Malformed($"{data.Length} bytes follow the value");
    }

    private SyscallResult VisitLink(ref ReadOnlySpan<byte> data)
    {
        if (!Spend(_prices.ScanPerCid)) { return Stopped; }

        if (!TryReadHeader(ref data, out int major, out ulong length) || major != 2) { return Malformed("tag 42 is not followed by a byte string"); }

        if (length > (ulong)data.Length) { return Malformed($"a link of {length} bytes does not fit the {data.Length} bytes left"); }

        ReadOnlySpan<byte> content = data[..(int)length];
        data = data[(int)length..];
        if (content is not [0, .. ReadOnlySpan<byte> bytes]) { return Malformed("a link does not start with a zero byte"); }

        return CidView.TryRead(bytes, out CidView cid) && cid.Bytes.Length == bytes.Length ? Visit(cid) : Malformed("a link holds no CID, or more than one");
    }

    private SyscallResult Visit(CidView cid)
    {
        // Commitments to sectors and pieces are names of data that is not on the chain.
        if (cid.Codec is CidCodec.FilCommitmentUnsealed or CidCodec.FilCommitmentSealed) { return SyscallResult.Ok; }

        if (!IsAllowedCodec(cid.Codec)) { return SyscallResult.Fail(ErrorNumber.NotFound, $"the block links to a CID of codec 0x{cid.Codec:x}, which no block can have"); }

        // A digest is at most 64 bytes, and each nesting takes seven of them: at most nine levels.
        if (cid.HashFunction == MultihashCode.Identity) { return ScanCodec(cid.Codec, cid.Digest); }

        if (cid.HashFunction != MultihashCode.Blake2b256 || cid.Digest.Length != 32)
        {
            return SyscallResult.Fail(ErrorNumber.NotFound, $"the block links to a CID of hash 0x{cid.HashFunction:x} with {cid.Digest.Length} bytes, which no block can have");
        }

        _links.Add(Cid.Decode(cid.Bytes));
        return SyscallResult.Ok;
    }

    private bool Spend(GasAmount price)
    {
        _outOfGas = _remaining < price;
        _remaining -= price;
        return !_outOfGas;
    }

    private static bool TryReadHeader(ref ReadOnlySpan<byte> data, out int major, out ulong argument)
    {
        major = 0;
        argument = 0;
        if (data.IsEmpty) { return false; }

        major = data[0] >> 5;
        int low = data[0] & 0x1f;
        int extra = low is >= 24 and <= 27 ? 1 << (low - 24) : 0;
        if (low > 27 || data.Length <= extra) { return false; }

        argument = extra switch
        {
            0 => (ulong)low,
            1 => data[1],
            2 => BinaryPrimitives.ReadUInt16BigEndian(data[1..]),
            4 => BinaryPrimitives.ReadUInt32BigEndian(data[1..]),
            _ => BinaryPrimitives.ReadUInt64BigEndian(data[1..]),
        };
        data = data[(1 + extra)..];
        return true;
    }

    private static SyscallResult Skip(ref ReadOnlySpan<byte> data, ulong length)
    {
        if (length > (ulong)data.Length) { return Malformed($"a string of {length} bytes does not fit the {data.Length} bytes left"); }

        data = data[(int)length..];
        return SyscallResult.Ok;
    }

    private static SyscallResult AddFields(ref ulong fields, ulong count, ulong each)
    {
        UInt128 sum = fields + ((UInt128)count * each);
        fields = (ulong)sum;
        return sum <= ulong.MaxValue ? SyscallResult.Ok : Malformed("more fields are announced than can be counted");
    }

    private static SyscallResult Malformed(string what) => SyscallResult.Fail(ErrorNumber.Serialization, $"malformed CBOR: {what}");

    /// <summary>Only ends the scan: nobody sees it, because running out of gas is reported by exception.</summary>
    private static SyscallResult Stopped => SyscallResult.Fail(ErrorNumber.LimitExceeded, "out of gas");
}
