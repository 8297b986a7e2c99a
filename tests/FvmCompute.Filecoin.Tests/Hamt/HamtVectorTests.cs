using System.Text;
using System.Text.Json;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Hamt;
using FvmCompute.Filecoin.Varints;

namespace FvmCompute.Filecoin.Tests.Hamt;

/// <summary>Roots that ref-fvm's own tests state (tests/vectors/filecoin/hamt).</summary>
public class HamtVectorTests
{
    public static TheoryData<string> Names() => [.. VectorCases.Cases("hamt", "roots.json").Select(row => row.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void HamtMap_Vector_GivesRefFvmsRoot(string name)
    {
        JsonElement row = VectorCases.Cases("hamt", "roots.json").Single(row => row.Text("name") == name);
        MemoryBlockstore store = new();
        HamtMap map = new(store, OptionsOf(row));
        foreach ((byte[] key, byte[] value) in EntriesOf(row)) { map.Set(key, value); }

        Cid root = map.Flush();

        Assert.Equal(row.Text("root"), root.ToString());
        Assert.Equal(row.GetProperty("nodeBlocks").GetInt32(), store.Count);
        Assert.Equal(row.GetProperty("nodeBytes").GetInt32(), store.Cids.Sum(cid => store.Get(cid).Length));
        Assert.Equal(row.GetProperty("count").GetInt32(), HamtMap.Load(store, root, OptionsOf(row)).Entries().Count());
        if (row.TryGetProperty("rootBlockHex", out JsonElement hex)) { Assert.Equal(hex.GetString(), Convert.ToHexStringLower(store.Get(root).Span)); }
    }

    [Fact]
    public void HamtMap_DeletedBackToVector_GivesRefFvmsRoot()
    {
        JsonElement row = VectorCases.Cases("hamt", "roots.json").Single(row => row.Text("name") == "varint-keys-minus-104-108");
        MemoryBlockstore store = new();
        HamtMap map = new(store);
        for (ulong i = 100; i < 195; i++) { map.Set(VarintKey(i), [0x18, 42]); }

        HamtMap reloaded = HamtMap.Load(store, map.Flush());
        Assert.True(reloaded.Remove(VarintKey(104)));
        Assert.True(reloaded.Remove(VarintKey(108)));

        Assert.Equal(row.Text("root"), reloaded.Flush().ToString());
    }

    private static HamtOptions OptionsOf(JsonElement row)
    {
        HamtOptions options = new(row.GetProperty("bitWidth").GetInt32());
        return row.Text("hash") == "identity" ? options with { Hash = Identity } : options;
    }

    private static void Identity(ReadOnlySpan<byte> key, Span<byte> digest)
    {
        digest.Clear();
        key[..Math.Min(key.Length, digest.Length)].CopyTo(digest);
    }

    private static IEnumerable<(byte[] Key, byte[] Value)> EntriesOf(JsonElement row) => row.Text("name") switch
    {
        "four-hundred" => Enumerable.Range(0, 400)
            .Select(i => Encoding.ASCII.GetBytes($"{i}"))
            .Select(text => (text, (byte[])[(byte)(0x40 + text.Length), .. text])),
        "varint-keys-minus-104-108" => Enumerable.Range(100, 95).Where(i => i is not (104 or 108)).Select(i => (VarintKey((ulong)i), (byte[])[0x18, 42])),
        _ => row.GetProperty("entries").EnumerateArray()
            .Select(pair => (Convert.FromHexString(pair[0].GetString()!), Convert.FromHexString(pair[1].GetString()!))),
    };

    private static byte[] VarintKey(ulong value)
    {
        byte[] buffer = new byte[10];
        return buffer[..Uvarint.Write(value, buffer)];
    }
}
