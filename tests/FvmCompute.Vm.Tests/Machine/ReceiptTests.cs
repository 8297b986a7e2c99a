using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Machine;

public sealed class ReceiptTests
{
    private static readonly Cid Events = Cid.DagCbor([0x80]);

    /// <summary>The tuple of FIP-0049 written out by hand.</summary>
    [Fact]
    public void ToBytes_OfAReceipt_IsItsTuple()
    {
        Assert.Equal("8418214201021a000f4240f6", Hex(new Receipt(new ExitCode(33), new byte[] { 1, 2 }, 1_000_000, null)));
        Assert.Equal("84004000d82a582700" + Convert.ToHexStringLower(Events.Bytes), Hex(new Receipt(ExitCode.Ok, default, 0, Events)));
    }

    [Fact]
    public void Decode_OfAnEncodedReceipt_GivesItBack()
    {
        Receipt receipt = new(new ExitCode(uint.MaxValue), new byte[300], ulong.MaxValue, Events);

        Receipt decoded = Receipt.Decode(receipt.ToBytes());

        Assert.Equal(receipt with { ReturnData = default }, decoded with { ReturnData = default });
        Assert.Equal(300, decoded.ReturnData.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("83004000")] // three fields, as before network version 18
    [InlineData("841b00000001000000004000f6")] // an exit code of 33 bits
    [InlineData("84004000f600")]
    [InlineData("8400400000")]
    [InlineData("84204000f6")]
    public void Decode_OfAnythingElse_IsRefused(string hex) => Assert.Throws<FilecoinFormatException>(() => Receipt.Decode(Convert.FromHexString(hex)));

    private static string Hex(Receipt receipt) => Convert.ToHexStringLower(receipt.ToBytes());
}
