using System.Globalization;
using System.Text.Json;
using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Tests.Amt;

/// <summary>Roots that ref-fvm's own tests state (tests/vectors/filecoin/amt).</summary>
public class AmtVectorTests
{
    public static TheoryData<string> Names() => [.. VectorCases.Cases("amt", "roots.json").Select(row => row.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void AmtArray_Vector_GivesRefFvmsRoot(string name)
    {
        JsonElement row = VectorCases.Cases("amt", "roots.json").Single(row => row.Text("name") == name);
        MemoryBlockstore store = new();
        AmtArray array = new(store, row.GetProperty("bitWidth").GetInt32());
        foreach ((ulong index, byte[] value) in EntriesOf(row)) { array.Set(index, value); }

        Cid root = array.Flush();

        Assert.Equal(row.Text("root"), root.ToString());
        Assert.Equal(EntriesOf(row).Select(entry => entry.Index), AmtArray.Load(store, root).Entries().Select(entry => entry.Key));
        if (row.TryGetProperty("rootBlockHex", out JsonElement hex)) { Assert.Equal(hex.GetString(), Convert.ToHexStringLower(store.Get(root).Span)); }
    }

    [Fact]
    public void AmtArray_HighEntryDeleted_GivesRefFvmsRoot()
    {
        JsonElement row = VectorCases.Cases("amt", "roots.json").Single(row => row.Text("name") == "after-delete-27");
        MemoryBlockstore store = new();
        AmtArray array = new(store, 3);
        array.Set(0, [0x43, .. "cat"u8]);
        array.Set(27, [0x43, .. "cat"u8]);
        AmtArray reloaded = AmtArray.Load(store, array.Flush());

        Assert.True(reloaded.Remove(27));
        Assert.Equal(row.Text("root"), reloaded.Flush().ToString());
    }

    private static IEnumerable<(ulong Index, byte[] Value)> EntriesOf(JsonElement row) => row.Text("name") switch
    {
        "bulk-5000" => Enumerable.Range(0, 5000).Select(i => ((ulong)i, Bytes("foo foo bar"u8))),
        "every-third-10000" => Enumerable.Range(0, 10000).Where(i => (i + 1) % 3 == 0).Select(i => ((ulong)i, Bytes("value"u8))),
        _ => row.GetProperty("entries").EnumerateArray()
            .Select(pair => (ulong.Parse(pair[0].GetString()!, CultureInfo.InvariantCulture), Bytes(Convert.FromHexString(pair[1].GetString()!)))),
    };

    private static byte[] Bytes(ReadOnlySpan<byte> content) => [(byte)(0x40 + content.Length), .. content];
}
