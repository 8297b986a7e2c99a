using System.Security.Cryptography;
using FvmCompute.Bench.Comparisons;
using FvmCompute.Bench.Results;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Bench.Primitives;

/// <summary>The hashes on one core, each instruction set beside the one below it; the candidates take turns.</summary>
public static class HashingBench
{
    private const int Nodes = 1024;
    private const int LeafBytes = 64;

    /// <param name="rounds">Turns of each candidate.</param>
    public static IReadOnlyList<ResultRow> Run(int rounds)
    {
        CpuLevel[] levels = [.. Enum.GetValues<CpuLevel>().Where(level => level <= CpuPath.Supported)];
        List<ResultRow> rows = [];
        rows.AddRange(Compare(rounds, "SHA-256 node pairs", "M nodes/s", "System.Security.Cryptography", SystemNodes, levels, NodePairs));
        rows.AddRange(Compare(rounds, "BLAKE2b-256, one 64 KiB message", "GB/s", "scalar", () => OneMessage(CpuLevel.Scalar), levels, OneMessage));
        rows.AddRange(Compare(
            rounds, "BLAKE2b-256, many 64-byte messages", "M messages/s", "scalar", () => ManyMessages(CpuLevel.Scalar), levels, ManyMessages));
        return rows;
    }

    private static IEnumerable<ResultRow> Compare(
        int rounds, string name, string unit, string floorName, Func<double> floor, CpuLevel[] levels, Func<CpuLevel, double> candidate)
    {
        Func<double>[] turns = [floor, .. levels.Select(level => (Func<double>)(() => candidate(level)))];
        (double Median, double Spread)[] rates = Stopwatching.Rates(rounds, turns);
        return levels.Select((level, i) => new ResultRow($"{name}, {level}", rates[i + 1].Median, unit, floorName, rates[0].Median, rates[i + 1].Spread));
    }

    private static double SystemNodes()
    {
        byte[] nodes = new byte[2 * Nodes * Sha256Nodes.NodeBytes], parents = new byte[Nodes * Sha256Nodes.NodeBytes];
        for (int i = 0; i < Nodes; i++) { SHA256.HashData(nodes.AsSpan(64 * i, 64), parents.AsSpan(32 * i, 32)); }
        return Nodes / 1e6;
    }

    private static double NodePairs(CpuLevel level)
    {
        const int Repeats = 64;
        byte[] nodes = new byte[2 * Nodes * Sha256Nodes.NodeBytes], parents = new byte[Nodes * Sha256Nodes.NodeBytes];
        for (int i = 0; i < Repeats; i++) { Sha256Nodes.HashPairs(level, nodes, parents); }
        return Repeats * Nodes / 1e6;
    }

    private static double OneMessage(CpuLevel level)
    {
        const int Repeats = 16;
        byte[] message = new byte[64 << 10], digest = new byte[32];
        for (int i = 0; i < Repeats; i++) { Blake2b.Hash(level, message, digest); }
        return Repeats * message.Length / 1e9;
    }

    private static double ManyMessages(CpuLevel level)
    {
        const int Repeats = 64;
        byte[] messages = new byte[Nodes * LeafBytes], digests = new byte[Nodes * 32];
        for (int i = 0; i < Repeats; i++) { Blake2b.HashMany(level, [], messages, LeafBytes, digests); }
        return Repeats * Nodes / 1e6;
    }
}
