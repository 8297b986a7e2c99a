using System.Diagnostics;
using FvmCompute.Bench.Results;

namespace FvmCompute.Bench.Gas;

/// <summary>What each function of the market cost while a job was settled.</summary>
internal static class WasmProfile
{
    /// <summary>Names and milligas, the dearest first.</summary>
    /// <param name="priced">The same job, settled by the committed market.</param>
    public static IReadOnlyList<(string Name, ulong Milligas)> Of(PricedJob priced, ProvedJob job)
    {
        byte[] market = BuildWithNames();
        GasChain chain = new(market, countsGasByFunction: true);
        (ulong named, ulong committed) = (PricedJob.Settle(chain, priced.Shape, job).Gas[GasUse.Wasm], priced.Gas[GasUse.Wasm]);
        if (named != committed)
        {
            throw new InvalidOperationException($"the market with names cost {named} milligas of wasm, the committed one {committed}: run actors/build.sh");
        }

        Dictionary<int, string> names = FunctionNames.Read(market);
        IEnumerable<(string Name, ulong Milligas)> functions =
            chain.GasByFunction.Select((milligas, number) => (names.GetValueOrDefault(number, $"function {number}"), (ulong)milligas));
        return [.. functions.OrderByDescending(function => function.Milligas)];
    }

    private static byte[] BuildWithNames()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gas-");
        try
        {
            using Process build = Process.Start(Path.Combine(ResultFolder.Root, "actors", "build.sh"), ["--names", folder.FullName]);
            build.WaitForExit();
            return build.ExitCode == 0
                ? File.ReadAllBytes(Path.Combine(folder.FullName, "compute-market.wasm"))
                : throw new InvalidOperationException($"actors/build.sh ended with {build.ExitCode}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
