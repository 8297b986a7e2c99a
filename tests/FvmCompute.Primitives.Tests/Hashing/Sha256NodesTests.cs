using System.Security.Cryptography;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Primitives.Tests.Hashing;

public class Sha256NodesTests
{
    public static TheoryData<CpuLevel> Levels => [.. Samples.Levels];

    [Theory]
    [MemberData(nameof(Levels))]
    public void HashPairs_EveryCountAroundTheLaneWidths_EqualsSystemSha256(CpuLevel level)
    {
        for (int pairs = 0; pairs <= 50; pairs++)
        {
            byte[] nodes = Samples.Noise(64 * pairs, pairs);
            byte[] parents = new byte[32 * pairs];
            Sha256Nodes.HashPairs(level, nodes, parents);
            Assert.Equal(Expected(nodes), parents);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void HashPairs_EdgeBytes_EqualsSystemSha256(CpuLevel level)
    {
        foreach (byte fill in new byte[] { 0x00, 0xff, 0x80, 0x7f })
        {
            byte[] nodes = new byte[64 * 21];
            nodes.AsSpan().Fill(fill);
            byte[] parents = new byte[32 * 21];
            Sha256Nodes.HashPairs(level, nodes, parents);
            Assert.Equal(Expected(nodes), parents);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void HashPairs_InPlace_EqualsOutOfPlaceAndLeavesTheRest(CpuLevel level)
    {
        foreach (int pairs in new[] { 1, 7, 8, 9, 15, 16, 17, 31, 33, 70 })
        {
            byte[] nodes = Samples.Noise(64 * pairs, pairs);
            byte[] rest = nodes[(32 * pairs)..];
            byte[] expected = Expected(nodes);
            Sha256Nodes.HashPairs(level, nodes, nodes);
            Assert.Equal(expected, nodes[..(32 * pairs)]);
            Assert.Equal(rest, nodes[(32 * pairs)..]);
        }
    }

    [Theory]
    [InlineData(32, 32)]
    [InlineData(65, 64)]
    [InlineData(128, 63)]
    public void HashPairs_LengthsThatDoNotFit_AreRefused(int nodeBytes, int parentBytes) =>
        Assert.Throws<ArgumentException>(() => Sha256Nodes.HashPairs(new byte[nodeBytes], new byte[parentBytes]));

    internal static byte[] Expected(ReadOnlySpan<byte> nodes)
    {
        byte[] parents = new byte[nodes.Length / 2];
        for (int i = 0; i < nodes.Length / 64; i++)
        {
            SHA256.HashData(nodes.Slice(64 * i, 64), parents.AsSpan(32 * i, 32));
            parents[(32 * i) + 31] &= 0x3f;
        }

        return parents;
    }
}
