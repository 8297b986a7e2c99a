using System.Reflection;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Chain;

namespace FvmCompute.Sidecar.Node;

/// <summary>The committed actors (actors/artifacts), inside this program.</summary>
public static class BundledActors
{
    /// <summary>What a new chain starts with.</summary>
    public static ActorBundle Bundle { get; } = new([("account", Read("account")), ("init", Read("init")), ("inert", Read("inert"))]);

    public static ReadOnlyMemory<byte> ComputeMarket { get; } = Read("compute-market");

    private static Dictionary<Cid, string> Names { get; } = Bundle.Actors
        .Append(("compute-market", ComputeMarket))
        .ToDictionary(actor => Cid.Blake2b256(CidCodec.Raw, actor.Item2.Span), actor => actor.Item1);

    /// <summary>Name of a code that is inside this program; empty for any other.</summary>
    public static string NameOf(Cid code) => Names.GetValueOrDefault(code, "");

    private static ReadOnlyMemory<byte> Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"actors/{name}.wasm")
            ?? throw new InvalidOperationException($"the actor {name} is not inside this program");
        byte[] wasm = new byte[stream.Length];
        stream.ReadExactly(wasm);
        return wasm;
    }
}
