using System.Text.Json;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Tests;
using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Tests.Kernel;

public sealed class CidViewTests
{
    public static TheoryData<string, byte[], bool> Lax => new()
    {
        { "a short sha2-256", [1, 0x71, 0x12, 4, 1, 2, 3, 4], true },
        { "a digest of 64 bytes", [1, 0x71, 0x99, 0x01, 64, .. new byte[64]], true },
        { "a digest of 65 bytes", [1, 0x71, 0x99, 0x01, 65, .. new byte[65]], false },
        { "a digest cut off", [1, 0x71, 0x12, 32, .. new byte[31]], false },
        { "a codec of ten bytes", [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00, 0], true },
        { "a codec of eleven bytes", [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00, 0], false },
        { "a varint that is not minimal", [1, 0xf1, 0x00, 0x00, 0], false },
        { "version 2", [2, 0x71, 0x00, 0], false },
        { "version 0 cut off", [0x12, 0x20, .. new byte[31]], false },
        { "nothing", [], false },
    };

    [Theory]
    [MemberData(nameof(Lax))]
    public void TryRead_OddBytes_IsAsLaxAsTheNetwork(string name, byte[] bytes, bool readable) =>
        Assert.True(readable == CidView.TryRead(bytes, out _), name);

    [Fact]
    public void TryRead_EveryValidCid_SeesWhatTheStrictReaderSees()
    {
        using JsonDocument json = Vectors.Json("filecoin", "cid", "valid.json");
        int seen = 0;
        foreach (JsonElement element in Texts(json.RootElement))
        {
            if (!Cid.TryParse(element.GetString()!, out Cid? cid, out _) || cid.Digest.Length > CidView.MaxDigestBytes) { continue; }

            Assert.True(CidView.TryRead([.. cid.Bytes, 0xaa, 0xbb], out CidView view));
            Assert.Equal(cid, view.ToCid());
            Assert.Equal((cid.Codec, cid.HashFunction), (view.Codec, view.HashFunction));
            Assert.True(cid.Digest.SequenceEqual(view.Digest));
            seen++;
        }

        Assert.True(seen >= 9, $"only {seen} CIDs in the vectors");
    }

    /// <summary>All strings anywhere in the file.</summary>
    private static IEnumerable<JsonElement> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Texts(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element],
        _ => [],
    };
}
