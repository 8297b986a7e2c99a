using System.Security.Cryptography;
using FvmCompute.Bench.Results;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Bench.Comparisons;

/// <summary>Hashes of tree nodes on one core. The platform hashes one message at a time with the processor's SHA instructions; ours many at once without them.</summary>
public static class HashingComparison
{
    private const int NodeBytes = 32;
    private const int Nodes = 2048; // 128 KiB of children: within the second-level cache
    private const int Repetitions = 64;

    public static IReadOnlyList<ResultRow> Run(int rounds)
    {
        byte[] children = new byte[2 * Nodes * NodeBytes], parents = new byte[Nodes * NodeBytes];
        new Random(1).NextBytes(children);
        (double Median, double Spread)[] rates = Stopwatching.Rates(
            rounds,
            () => Platform(children, parents),
            () => Repeat(() => Sha256Nodes.HashPairs(children, parents)),
            () => Single(children, parents),
            () => Repeat(() => Blake2b.HashMany(children, 2 * NodeBytes, parents)));
        return
        [
            new("SHA-256 trunc-254 nodes, many at once", rates[1].Median, "M nodes/s", "SHA256.HashData, one at a time", rates[0].Median, rates[1].Spread),
            new("BLAKE2b-256 nodes, many at once", rates[3].Median, "M nodes/s", "Blake2b.Hash256, one at a time", rates[2].Median, rates[3].Spread),
        ];
    }

    private static double Repeat(Action work)
    {
        for (int i = 0; i < Repetitions; i++) { work(); }
        return Nodes * (double)Repetitions / 1e6;
    }

    private static double Platform(byte[] children, byte[] parents)
    {
        for (int i = 0; i < Nodes; i++) { SHA256.HashData(children.AsSpan(2 * i * NodeBytes, 2 * NodeBytes), parents.AsSpan(i * NodeBytes, NodeBytes)); }
        return Nodes / 1e6;
    }

    private static double Single(byte[] children, byte[] parents)
    {
        for (int i = 0; i < Nodes; i++) { Blake2b.Hash(children.AsSpan(2 * i * NodeBytes, 2 * NodeBytes), parents.AsSpan(i * NodeBytes, NodeBytes)); }
        return Nodes / 1e6;
    }
}
