using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cars;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Tests;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Blockstores;

namespace FvmCompute.Vm.Tests.Chain;

public class ActorBundleTests
{
    private static string Artifacts => Path.Combine(Vectors.RepositoryRoot, "actors", "artifacts");

    [Fact]
    public void FromFolder_CommittedActors_HaveTheCodeTheirManifestStates()
    {
        ActorBundle bundle = ActorBundle.FromFolder(Artifacts);

        Assert.Contains("compute-market", bundle.Actors.Select(actor => actor.Name));
        Assert.All(bundle.Actors, actor => Assert.Equal("\0asm"u8.ToArray(), actor.Wasm[..4].ToArray()));
    }

    [Fact]
    public void FromFolder_ChangedOrMissingFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        foreach (string file in Directory.GetFiles(Artifacts)) { File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file))); }

        File.AppendAllText(Path.Combine(folder.Path, "init.wasm"), "x");
        Assert.Contains("its manifest states", Assert.Throws<ChainException>(() => ActorBundle.FromFolder(folder.Path)).Message);
        File.Delete(Path.Combine(folder.Path, "init.wasm"));
        Assert.Throws<ChainException>(() => ActorBundle.FromFolder(folder.Path));
        Assert.Throws<ChainException>(() => ActorBundle.FromFolder(Path.Combine(folder.Path, "nowhere")));
    }

    [Fact]
    public void FromCar_BundleAsReleased_GivesTheSameActors()
    {
        using TemporaryFolder folder = new();
        ActorBundle bundle = ActorBundle.FromFolder(Artifacts);
        MemoryBlockstore store = new();
        Cid data = BuiltinActors.Write(store, [.. bundle.Actors.Select(actor => (actor.Name, store.Put(CidCodec.Raw, actor.Wasm.Span)))]).ManifestData;
        Cid root = store.PutDagCbor([0x82, 0x01, 0xd8, 0x2a, 0x58, 0x27, 0x00, .. data.Bytes]);
        string path = Path.Combine(folder.Path, "bundle.car");
        using (FileStream file = File.Create(path)) { WriteCar(file, root, store); }

        ActorBundle read = ActorBundle.FromCar(path);

        Assert.Equal(bundle.Actors.Select(actor => actor.Name), read.Actors.Select(actor => actor.Name));
        Assert.All(bundle.Actors.Zip(read.Actors), pair => Assert.Equal(pair.First.Wasm.ToArray(), pair.Second.Wasm.ToArray()));
        Assert.Throws<ChainException>(() => ActorBundle.FromCar(Path.Combine(Artifacts, "init.wasm")));
    }

    [Fact]
    public void ActorBundle_WithoutInitOrAccount_IsRefused() =>
        Assert.Contains("no actor 'init'", Assert.Throws<ChainException>(() => new ActorBundle([("account", new byte[] { 1 })])).Message);

    private static void WriteCar(Stream stream, Cid root, MemoryBlockstore store)
    {
        CarWriter writer = new(stream, [root]);
        foreach (Cid cid in store.Cids) { writer.Write(cid, store.Get(cid).Span); }
    }
}
