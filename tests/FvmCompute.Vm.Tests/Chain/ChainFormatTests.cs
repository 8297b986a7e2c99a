using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Chain;

namespace FvmCompute.Vm.Tests.Chain;

/// <summary>Formats and rules that must not change, or stored chains would no longer read.</summary>
public class ChainFormatTests
{
    private static readonly Cid Link = Cid.Parse("bafy2bzaceamp42wmmgr2g2ymg46euououzfyck7szknvfacqscohrvaikwfay");

    [Fact]
    public void Tipset_Encoded_IsTheDocumentedTupleAndReadsBack()
    {
        Tipset tipset = new(7, Link, Link, Link, Link, 1_700_000_210, 100, 5);
        string link = "d82a5827000171a0e4022018fe6acc61a3a36b0c373c4a3a8ea64b812bf2ca9b528050909c78d408558a0c";

        Assert.Equal($"890107{link}{link}{link}{link}1a6553f1d2420064" + "05", Convert.ToHexStringLower(tipset.ToBytes()));
        Assert.Equal(tipset, Tipset.Decode(tipset.ToBytes()));
        Assert.Equal(tipset.Key, Cid.DagCbor(tipset.ToBytes()));
    }

    [Theory]
    [InlineData("80")]
    [InlineData("8902" + "07")] // version 2
    [InlineData("8901" + "20")] // epoch −1
    public void Tipset_BadBlock_IsRefused(string hex) => Assert.Throws<FilecoinFormatException>(() => Tipset.Decode(Convert.FromHexString(hex)));

    [Fact]
    public void ChainParameters_Encoded_ReadBack()
    {
        ChainParameters parameters = new("testing", 1_700_000_000, 30, new byte[32], 31415926, 28, TokenAmount.FromFil(5));
        ChainParameters read = ChainParameters.Decode(parameters.ToBytes());

        Assert.Equal(parameters.ToBytes(), read.ToBytes());
        Assert.Equal(1_700_000_060UL, read.TimestampOf(2));
        Assert.Throws<FilecoinFormatException>(() => ChainParameters.Decode((parameters with { EpochSeconds = 0 }).ToBytes()));
        Assert.Throws<FilecoinFormatException>(() => ChainParameters.Decode((parameters with { Seed = new byte[31] }).ToBytes()));
    }

    /// <summary>Expected values by Python's hashlib: blake2b(tag + seed + epoch.to_bytes(8, "big"), digest_size=32).</summary>
    [Theory]
    [InlineData(
        0L,
        "2fc72871991a1acad41d20354ac26bc6fd2ef030b38dbb13b8d253e1dd057262",
        "049ed129a9fa3b0c03fd15f2c47c2f46fc87959d0c523579a803e81867569d1f")]
    [InlineData(
        123_456_789L,
        "0e98622e2e799378278fdbad7b8e10c1041e5a8ae343115e6dcf3699f1f83b94",
        "1b83a64a52638ca320be5c20ff779e3a5453a9ab15e37d123ff3bb6a5fad6d89")]
    public void ChainRandomness_SeedAndEpoch_GiveTheDocumentedHash(long epoch, string beacon, string ticket)
    {
        ChainRandomness randomness = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
        byte[] digest = new byte[32];

        randomness.Beacon(epoch, digest);
        Assert.Equal(beacon, Convert.ToHexStringLower(digest));
        randomness.Ticket(epoch, digest);
        Assert.Equal(ticket, Convert.ToHexStringLower(digest));
    }

    [Theory]
    [InlineData(1000, 0, 875)]
    [InlineData(1000, 5_000_000_000, 1000)]
    [InlineData(1000, 10_000_000_000, 1125)]
    [InlineData(1000, 7_500_000_000, 1062)]
    [InlineData(1000, 2_500_000_000, 938)]
    [InlineData(110, 0, 100)]
    public void BaseFee_AfterATipset_MovesByAtMostAnEighth(long before, ulong gasLimits, long after) =>
        Assert.Equal((TokenAmount)after, BaseFee.Next(before, gasLimits));
}
