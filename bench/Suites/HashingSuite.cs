using BenchmarkDotNet.Attributes;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Bench.Suites;

/// <summary>Hashes as the chain and the trees use them; allocations must be zero.</summary>
[MemoryDiagnoser]
public class HashingSuite
{
    private readonly byte[] _nodes = new byte[2 * 32 * 4096];
    private readonly byte[] _parents = new byte[32 * 4096];
    private readonly byte[] _digest = new byte[32];

    [GlobalSetup]
    public void Setup() => new Random(1).NextBytes(_nodes);

    [Benchmark]
    [Arguments(1)]
    [Arguments(16)]
    [Arguments(4096)]
    public void Sha256NodePairs(int pairs) => Sha256Nodes.HashPairs(_nodes.AsSpan(0, 64 * pairs), _parents.AsSpan(0, 32 * pairs));

    [Benchmark]
    [Arguments(1)]
    [Arguments(8)]
    [Arguments(4096)]
    public void Blake2bNodes(int nodes) => Blake2b.HashMany(_nodes.AsSpan(0, 64 * nodes), 64, _parents.AsSpan(0, 32 * nodes));

    [Benchmark]
    [Arguments(64)]
    [Arguments(65536)]
    public void Blake2bMessage(int bytes) => Blake2b.Hash(_nodes.AsSpan(0, bytes), _digest);

    [Benchmark]
    [Arguments(64)]
    [Arguments(65536)]
    public void Keccak(int bytes) => Keccak256.Hash(_nodes.AsSpan(0, bytes), _digest);
}
