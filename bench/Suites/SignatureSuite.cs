using BenchmarkDotNet.Attributes;
using FvmCompute.Primitives.Hashing;
using Curve = FvmCompute.Primitives.Secp256k1.Secp256k1;

namespace FvmCompute.Bench.Suites;

/// <summary>secp256k1 as messages and attestations use it.</summary>
[MemoryDiagnoser]
public class SignatureSuite
{
    private readonly byte[] _secret = Blake2b.Hash256("a secret of the benchmark"u8);
    private readonly byte[] _digest = Blake2b.Hash256("a message"u8);
    private readonly byte[] _signature = new byte[65];
    private readonly byte[] _key = new byte[65];

    [GlobalSetup]
    public void Setup() => Curve.Sign(_digest, _secret, _signature);

    [Benchmark]
    public void Sign() => Curve.Sign(_digest, _secret, _signature);

    [Benchmark]
    public bool Recover() => Curve.TryRecover(_digest, _signature, _key);
}
