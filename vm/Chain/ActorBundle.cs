using System.Text.Json;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Chain;

/// <summary>The code of the system actors, by name, in the order that gives them their types.</summary>
public sealed class ActorBundle
{
    /// <summary>The largest code taken, far above any real actor (1.7 MB).</summary>
    public const int MaxCodeBytes = 16 << 20;

    /// <param name="actors">Names as in builtin-actors bundles: at least <c>init</c> and <c>account</c>.</param>
    public ActorBundle(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Wasm)> actors)
    {
        foreach (string needed in (string[])["init", "account"])
        {
            if (!actors.Any(actor => actor.Name == needed))
            {
                throw new ChainException($"the actor bundle has no actor '{needed}' (it has: {string.Join(", ", actors.Select(actor => actor.Name))})");
            }
        }

        Actors = actors;
    }

    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Wasm)> Actors { get; }

    /// <summary>Reads a folder of <c>NAME.wasm</c> files with their <c>manifest.json</c>; each file must have the code CID the manifest states.</summary>
    public static ActorBundle FromFolder(string folder)
    {
        string manifest = Path.Combine(folder, "manifest.json");
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(manifest));
            return new ActorBundle([.. json.RootElement.GetProperty("actors").EnumerateArray().Select(actor => ReadActor(folder, actor))]);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ChainException($"the actor bundle {manifest} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a builtin-actors bundle as released: a CAR file whose one root is its manifest.</summary>
    public static ActorBundle FromCar(string path)
    {
        try
        {
            using CarBlockstore car = CarBlockstore.Open(path);
            return car.Roots.Count == 1
                ? FromStore(car, car.Roots[0])
                : throw new ChainException($"the actor bundle {path} has {car.Roots.Count} roots, expected 1");
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or FilecoinFormatException or BlockMissingException or StateException)
        {
            throw new ChainException($"the actor bundle {path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads the actors that the manifest <paramref name="bundleRoot"/> names out of <paramref name="store"/> (a builtin-actors bundle CAR).</summary>
    public static ActorBundle FromStore(IBlockstore store, Cid bundleRoot)
    {
        BuiltinActors builtins = BuiltinActors.Load(store, BuiltinActors.ManifestDataOfBundle(store, bundleRoot));
        return new ActorBundle([.. builtins.Actors.Select(actor => (actor.Name, store.Get(actor.Code)))]);
    }

    private static (string Name, ReadOnlyMemory<byte> Wasm) ReadActor(string folder, JsonElement actor)
    {
        string file = Path.GetFileName(actor.GetProperty("file").GetString()!);
        FileInfo info = new(Path.Combine(folder, file));
        if (info.Length > MaxCodeBytes) { throw new ChainException($"{info.FullName} has {info.Length} bytes; actor code has at most {MaxCodeBytes}"); }

        byte[] wasm = File.ReadAllBytes(info.FullName);
        string code = Cid.Blake2b256(CidCodec.Raw, wasm).ToString();
        string stated = actor.GetProperty("code").GetString()!;
        return code == stated
            ? (actor.GetProperty("name").GetString()!, wasm)
            : throw new ChainException($"{info.FullName} has code CID {code}, its manifest states {stated}");
    }
}
