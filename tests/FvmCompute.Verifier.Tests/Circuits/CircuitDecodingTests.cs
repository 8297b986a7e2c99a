using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Circuits;

public class CircuitDecodingTests
{
    /// <summary>Every kind of node, domain, claim and product once, with distinct numbers.</summary>
    private static readonly Circuit Everything = new(
        [
            new(
                [new(1, 2, 3), new(4, 5, 6)],
                7,
                [
                    Node.Constant(Goldilocks.Modulus - 1), Node.Current(8), Node.Next(9), Node.RowIndex, Node.Public(10), Node.Challenge(3),
                    Node.Add(0, 1), Node.Subtract(2, 1), Node.Multiply(uint.MaxValue, 4),
                ],
                [new(RowDomain.Transition, 11)],
                [new(RowDomain.First, 12, 13, [14, 15, 16]), new(RowDomain.Last, 17, 18, [])]),
            new([], 0, [], [], []),
        ],
        19,
        4,
        [new(ClaimKind.Cell, new(20, 21), ulong.MaxValue, 22), new(ClaimKind.Sum, new(23, 24), 0, 25)],
        [new(new(26, 27), new(28, 29), new(30, 31), 32, 33, 34)]);

    [Fact]
    public void TryDecode_EveryField_RoundTrips()
    {
        byte[] bytes = Everything.Encode();
        Assert.Null(CircuitDecoding.TryDecode(bytes, out Circuit? decoded));
        Assert.Equal(bytes, decoded!.Encode());
        Assert.Equal(Everything.Tables[0].Nodes.AsEnumerable(), decoded.Tables[0].Nodes);
        Assert.Equal(Everything.Tables[0].DatasetColumns.AsEnumerable(), decoded.Tables[0].DatasetColumns);
        Assert.Equal(Everything.Tables[0].Interactions[0].Message.AsEnumerable(), decoded.Tables[0].Interactions[0].Message);
        Assert.Equal(Everything.Claims.AsEnumerable(), decoded.Claims);
        Assert.Equal(Everything.Products.AsEnumerable(), decoded.Products);
    }

    [Fact]
    public void TryDecode_EveryTruncation_IsRefused()
    {
        byte[] bytes = Everything.Encode();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(Reason.Statement, CircuitDecoding.TryDecode(bytes.AsSpan(0, length), out Circuit? circuit)?.Reason);
            Assert.Null(circuit);
        }
    }

    [Theory]
    [InlineData("410000000000", "circuit tables")]
    [InlineData("0000000005", "circuit challenges")]
    [InlineData("0100000000" + "0104", "table dataset columns")]
    [InlineData("0100000000" + "0000" + "0000" + "01000100", "table nodes")]
    [InlineData("0100000000" + "0000" + "0000" + "00000100", "table nodes")]
    [InlineData("0100000000" + "0000" + "0000" + "01000000" + "00" + "01000000ffffffff", "node")]
    [InlineData("0100000000" + "0000" + "0000" + "01000000" + "09" + "0000000000000000", "node")]
    [InlineData("0000000000" + "ffff", "linear claims")]
    [InlineData("0000000000" + "0000" + "ffff", "matrix products")]
    public void TryDecode_BeyondALimit_IsNamed(string hex, string where)
    {
        // Padded so that only the named field is at fault, not the length of the rest.
        string padded = where is "linear claims" or "matrix products" or "circuit challenges" ? hex : hex + new string('0', 60);
        Rejection? rejection = CircuitDecoding.TryDecode(Convert.FromHexString(padded), out _);
        Assert.Equal((Reason.Statement, where), (rejection!.Reason, rejection.Where));
    }
}
