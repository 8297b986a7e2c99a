using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Tests;

namespace FvmCompute.Sidecar.Tests.Settlement;

public partial class MarketMethodTests
{
    [Fact]
    public void Numbers_AllButTheConstructor_AreFrc42OfTheirNames()
    {
        foreach (MarketMethod method in Enum.GetValues<MarketMethod>().Where(method => method != MarketMethod.Constructor))
        {
            Assert.Equal(Frc42(method.ToString()), (ulong)method);
        }
    }

    [Fact]
    public void Numbers_InTheActorsInterface_AreTheSame()
    {
        string page = File.ReadAllText(Path.Combine(Vectors.RepositoryRoot, "actors", "compute-market", "INTERFACE.md"));
        Dictionary<string, ulong> documented = MethodRow().Matches(page).ToDictionary(row => row.Groups[1].Value, row => ulong.Parse(row.Groups[2].Value));
        Assert.Equal(Enum.GetValues<MarketMethod>().ToDictionary(method => method.ToString(), method => (ulong)method), documented);
    }

    /// <summary>FRC-0042: the first big-endian 4-byte group of BLAKE2b-512("1|Name") that is at least 2^24.</summary>
    private static ulong Frc42(string name)
    {
        byte[] digest = Blake2b.Hash512(Encoding.ASCII.GetBytes("1|" + name));
        for (int i = 0; i < digest.Length; i += 4)
        {
            uint group = BinaryPrimitives.ReadUInt32BigEndian(digest.AsSpan(i));
            if (group >= 1 << 24) { return group; }
        }

        throw new InvalidOperationException($"{name} has no method number");
    }

    [GeneratedRegex(@"^\| (\w+) \| (\d+) \| (?:no|bond|escrow) \|", RegexOptions.Multiline)]
    private static partial Regex MethodRow();
}
