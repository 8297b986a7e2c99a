using FvmCompute.Bench.Comparisons;
using FvmCompute.Bench.Results;
using FvmCompute.Primitives.Interop;
using FvmCompute.Primitives.Secp256k1;

namespace FvmCompute.Bench.Primitives;

/// <summary>secp256k1 in C# beside libsecp256k1 where that is installed, on one core; the candidates take turns.</summary>
public static class SignatureBench
{
    private const int Repeats = 200;

    /// <param name="rounds">Turns of each candidate.</param>
    public static IReadOnlyList<ResultRow> Run(int rounds)
    {
        ISecp256k1Backend managed = new ManagedSecp256k1();
        Func<double>[] turns = [() => Sign(managed), () => Recover(managed), () => Verify(managed)];
        string floorName = "";
        if (LibSecp256k1.IsInstalled)
        {
            LibSecp256k1 native = new();
            turns = [.. turns, () => Sign(native), () => Recover(native), () => Verify(native)];
            floorName = "libsecp256k1";
        }

        (double Median, double Spread)[] rates = Stopwatching.Rates(rounds, turns);
        string[] names = ["secp256k1 sign", "secp256k1 recover", "secp256k1 verify"];
        return [.. names.Select((name, i) =>
            new ResultRow(name, rates[i].Median, "thousand/s", floorName, rates.Length > 3 ? rates[i + 3].Median : null, rates[i].Spread))];
    }

    private static double Sign(ISecp256k1Backend backend)
    {
        byte[] signature = new byte[65];
        for (int i = 0; i < Repeats; i++) { Expect(backend.TrySign(Digest, Secret, signature)); }
        return Repeats / 1e3;
    }

    private static double Recover(ISecp256k1Backend backend)
    {
        byte[] signature = new byte[65], key = new byte[65];
        Expect(backend.TrySign(Digest, Secret, signature));
        for (int i = 0; i < Repeats; i++) { Expect(backend.TryRecover(Digest, signature, key)); }
        return Repeats / 1e3;
    }

    private static double Verify(ISecp256k1Backend backend)
    {
        byte[] signature = new byte[65], key = new byte[65];
        Expect(backend.TrySign(Digest, Secret, signature) && backend.TryPublicKey(Secret, key));
        for (int i = 0; i < Repeats; i++) { Expect(backend.Verify(Digest, signature.AsSpan(0, 64), key)); }
        return Repeats / 1e3;
    }

    private static byte[] Secret { get; } = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static byte[] Digest { get; } = [.. Enumerable.Range(101, 32).Select(i => (byte)i)];

    private static void Expect(bool done)
    {
        if (!done) { throw new InvalidOperationException("the curve refused a valid input"); }
    }
}
