using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.State;

/// <summary>The manifest: which code CID is which built-in actor. A type is the position in the manifest, counted from 1; 0 means none.</summary>
public sealed class BuiltinActors
{
    private const int MaxActors = 256;
    private const int MaxNameLength = 64;
    private readonly List<(string Name, Cid Code)> _actors;
    private readonly Dictionary<Cid, int> _types = [];
    private readonly Dictionary<string, int> _names = [];

    private BuiltinActors(Cid manifestData, List<(string Name, Cid Code)> actors)
    {
        (ManifestData, _actors) = (manifestData, actors);
        for (int type = 1; type <= actors.Count; type++)
        {
            _types.TryAdd(actors[type - 1].Code, type);
            _names.TryAdd(actors[type - 1].Name, type);
        }
    }

    /// <summary>The block <c>[[name, code], ...]</c>, which the system actor's state links to.</summary>
    public Cid ManifestData { get; }

    public IReadOnlyList<(string Name, Cid Code)> Actors => _actors;

    public static BuiltinActors Load(IBlockstore store, Cid manifestData) =>
        StateException.Guard($"the manifest {manifestData}", () => new BuiltinActors(manifestData, Read(store.Get(manifestData).Span)));

    /// <summary>The manifest that the system actor's state, <c>[manifest data]</c>, links to.</summary>
    public static BuiltinActors OfSystemActor(IBlockstore store, Cid systemState) =>
        Load(store, StateException.Guard($"the system actor's state {systemState}", () => ReadSystemState(store.Get(systemState).Span)));

    /// <summary>The manifest data that a bundle's root <c>[1, manifest data]</c> links to.</summary>
    public static Cid ManifestDataOfBundle(IBlockstore store, Cid bundleRoot) =>
        StateException.Guard($"the bundle manifest {bundleRoot}", () => ReadBundleRoot(store.Get(bundleRoot).Span));

    /// <summary>Writes the manifest data block. Names are unique, in the order that gives the types.</summary>
    public static BuiltinActors Write(IBlockstore store, IReadOnlyList<(string Name, Cid Code)> actors)
    {
        CborWriter writer = new(1024);
        writer.WriteListStart(actors.Count);
        foreach ((string name, Cid code) in actors)
        {
            writer.WriteListStart(2);
            writer.WriteText(name);
            writer.WriteLink(code);
        }

        Cid manifestData = store.PutDagCbor(writer.Written);
        writer.Dispose();
        return Load(store, manifestData);
    }

    public int TypeOf(Cid code) => _types.GetValueOrDefault(code);

    public Cid? CodeOf(int type) => type >= 1 && type <= _actors.Count ? _actors[type - 1].Code : null;

    public Cid? CodeOf(string name) => CodeOf(_names.GetValueOrDefault(name));

    public string? NameOf(Cid code) => _types.TryGetValue(code, out int type) ? _actors[type - 1].Name : null;

    private static List<(string Name, Cid Code)> Read(ReadOnlySpan<byte> block)
    {
        CborReader reader = new(block);
        int count = reader.ReadListStart();
        if (count > MaxActors) { throw reader.Refuse("manifest.length", $"the manifest lists {count} actors; at most {MaxActors} are allowed"); }

        List<(string Name, Cid Code)> actors = new(count);
        for (int i = 0; i < count; i++)
        {
            reader.ReadTupleStart(2);
            string name = reader.ReadText(MaxNameLength);
            if (actors.Exists(actor => actor.Name == name)) { throw reader.Refuse("manifest.name", $"the manifest lists '{name}' twice"); }

            actors.Add((name, reader.ReadLink()));
        }

        reader.ReadEnd();
        return actors;
    }

    private static Cid ReadSystemState(ReadOnlySpan<byte> block)
    {
        CborReader reader = new(block);
        reader.ReadTupleStart(1);
        Cid manifestData = reader.ReadLink();
        reader.ReadEnd();
        return manifestData;
    }

    private static Cid ReadBundleRoot(ReadOnlySpan<byte> block)
    {
        CborReader reader = new(block);
        reader.ReadTupleStart(2);
        ulong version = reader.ReadUInt64();
        if (version != 1) { throw reader.Refuse("manifest.version", $"the bundle manifest has version {version}, expected 1"); }

        Cid manifestData = reader.ReadLink();
        reader.ReadEnd();
        return manifestData;
    }
}
