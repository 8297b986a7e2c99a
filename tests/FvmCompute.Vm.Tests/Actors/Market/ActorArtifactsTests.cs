using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Tests.Actors.Market;

public sealed class ActorArtifactsTests
{
    public static TheoryData<string> Names => [.. ActorArtifacts.All.Select(actor => actor.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Artifact_HasTheCodeCidThatTheManifestStates(string name)
    {
        (_, byte[] wasm, Cid code) = ActorArtifacts.All.Single(actor => actor.Name == name);
        Assert.Equal(code, Cid.Blake2b256(CidCodec.Raw, wasm));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Artifact_LoadsAsPlainWebAssembly10(string name)
    {
        (_, byte[] wasm, _) = ActorArtifacts.All.Single(actor => actor.Name == name);
        ModuleOptions options = new() { Features = WasmFeatures.Mvp, Metering = RuleSets.Newest.Prices.Wasm };
        WasmModule module = WasmModule.Load(wasm, options);
        Assert.NotNull(module);
    }
}
