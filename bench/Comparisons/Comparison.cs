using FvmCompute.Bench.Grpc;
using FvmCompute.Bench.Pieces;
using FvmCompute.Bench.Primitives;
using FvmCompute.Bench.Proofs;
using FvmCompute.Bench.Results;
using FvmCompute.Bench.Wasm;

namespace FvmCompute.Bench.Comparisons;

/// <summary>A set of measurements beside their floors.</summary>
/// <param name="Name">Also the name of its result file.</param>
public sealed record Comparison(string Name, string Description, Func<IReadOnlyList<ResultRow>> Run)
{
    private const int Rounds = 7;

    public static IReadOnlyList<Comparison> All { get; } =
    [
        new("hashing", "tree nodes and messages on one core, beside the platform's own hash", () => HashingBench.Run(Rounds)),
        new("field", "field arithmetic, transforms and commitments beside their multiplications and hashes", () => FieldBench.Run(Rounds)),
        new("transforms", "transforms of one row by one thread and by all, beside their multiplications", () => TransformBench.Run(Rounds)),
        new("signatures", "secp256k1 on one core, beside libsecp256k1", () => SignatureBench.Run(Rounds)),
        new("pieces", "piece commitments beside the bare node hash", () => CommPBench.Run(512, Rounds)),
        new("proof", "a proof of a million 64-bit comparisons, and its phases beside their floors", () => ProofBench.Run(1 << 20, Rounds)),
        new("wasm", "compute loops in WebAssembly, metered, beside V8", () => WasmComparison.Run(ResultFolder.Root, Rounds)),
        new("grpc", "unary calls beside a Kestrel endpoint that knows no gRPC", () => GrpcBench.RunAsync(100_000, Rounds).GetAwaiter().GetResult()),
    ];
}
