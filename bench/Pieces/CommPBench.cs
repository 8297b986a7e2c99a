using FvmCompute.Bench.Comparisons;
using FvmCompute.Bench.Results;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Bench.Pieces;

/// <summary>
/// Piece commitments against their floor, the bare node hash: a tree over n leaves takes n − 1 hashes, so one leaf hashed is one node. The
/// candidates take turns.
/// </summary>
public static class CommPBench
{
    private const int FloorNodes = 1024; // what one tile of the computation holds, in the first-level cache

    /// <param name="mebibytes">Padded size of the piece, a power of two, at least 2.</param>
    /// <param name="rounds">Turns of each candidate.</param>
    public static IReadOnlyList<ResultRow> Run(int mebibytes, int rounds)
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] payload = new byte[PieceSize.Capacity(PieceSize.HeightOf((ulong)mebibytes << 20))];
            new Random(1).NextBytes(payload);
            File.WriteAllBytes(path, payload);
            return Measure(payload, path, rounds);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<ResultRow> Measure(byte[] payload, string path, int rounds)
    {
        int threads = Environment.ProcessorCount;
        double nodes = payload.Length / Fr32.PayloadBlock * 4 / 1e6;
        byte[] padded = new byte[128 << 10], part = new byte[127 << 10];
        (double Median, double Spread)[] rates = Stopwatching.Rates(
            rounds,
            () => HashNodes(nodes),
            () => Pad(part, padded, nodes * PieceSize.NodeBytes / 1e3),
            () => Commit(nodes, CommP.Compute(new MemoryStream(payload), new() { Threads = 1 })),
            () => Commit(nodes, CommP.ComputeFile(path, new() { Threads = 1 })),
            () => Commit(nodes, CommP.ComputeFile(path, new() { Threads = threads })));
        double floor = rates[0].Median;
        return
        [
            new("Fr32 padding, one thread", rates[1].Median, "GB/s", "", null, rates[1].Spread),
            new("CommP from memory, one hashing thread", rates[2].Median, "M nodes/s", "node hash alone", floor, rates[2].Spread),
            new("CommP of a file, one thread", rates[3].Median, "M nodes/s", "node hash alone", floor, rates[3].Spread),
            new($"CommP of a file, {threads} threads", rates[4].Median, "M nodes/s", $"node hash alone × {threads}", floor * threads, rates[4].Spread),
        ];
    }

    private static double HashNodes(double millionNodes)
    {
        byte[] leaves = new byte[2 * FloorNodes * PieceSize.NodeBytes], parents = new byte[FloorNodes * PieceSize.NodeBytes];
        for (double done = 0; done < millionNodes; done += FloorNodes / 1e6) { Sha256Nodes.HashPairs(leaves, parents); }

        return millionNodes;
    }

    private static double Pad(byte[] payload, byte[] padded, double gigabytes)
    {
        for (double done = 0; done < gigabytes; done += padded.Length / 1e9) { Fr32.Pad(payload, padded); }

        return gigabytes;
    }

    private static double Commit(double millionNodes, PieceTree tree) => tree.Commitment.PayloadBytes > 0 ? millionNodes : 0;
}
