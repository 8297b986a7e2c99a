using System.Text.Json;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Tests;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>The committed wasm of <c>actors/</c>, by name.</summary>
internal static class ActorArtifacts
{
    public static string Folder { get; } = Path.Combine(Vectors.RepositoryRoot, "actors", "artifacts");

    /// <summary>Name, wasm and the code CID that the manifest states, in the manifest's order.</summary>
    public static IReadOnlyList<(string Name, byte[] Wasm, Cid Code)> All { get; } = [.. Read()];

    private static IEnumerable<(string Name, byte[] Wasm, Cid Code)> Read()
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "manifest.json")));
        foreach (JsonElement actor in manifest.RootElement.GetProperty("actors").EnumerateArray())
        {
            string name = actor.GetProperty("name").GetString()!;
            byte[] wasm = File.ReadAllBytes(Path.Combine(Folder, actor.GetProperty("file").GetString()!));
            yield return (name, wasm, Cid.Parse(actor.GetProperty("code").GetString()!));
        }
    }
}
