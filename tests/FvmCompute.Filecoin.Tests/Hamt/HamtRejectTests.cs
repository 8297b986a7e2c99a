using System.Security.Cryptography;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Hamt;

namespace FvmCompute.Filecoin.Tests.Hamt;

/// <summary>Nodes that no canonical writer makes (filecoin-formats, HAMT rejects).</summary>
public class HamtRejectTests
{
    private const string Link = "d82a5827000171a0e40220c7dce18a114ea49ddc94aca9f01a49863dbcd7fddea53c6fb4d12781bf0838c0";
    private const string RawLink = "d82a5827000155a0e40220c7dce18a114ea49ddc94aca9f01a49863dbcd7fddea53c6fb4d12781bf0838c0";

    [Theory]
    [InlineData("80", "cbor.list.length")]
    [InlineData("8240", "cbor.truncated")]
    [InlineData("82408000", "cbor.trailing")]
    [InlineData("82420001" + "8181824141" + "01", "hamt.bitfield")] // leading zero byte
    [InlineData("8245" + "0100000000" + "8181824141" + "01", "hamt.bitfield")] // slot 32 of 32
    [InlineData("824103" + "8181824141" + "01", "hamt.pointers")]
    [InlineData("824101" + "8180", "hamt.bucket.size")]
    [InlineData("824101" + "818482414101824142018241430182414401", "hamt.bucket.size")]
    [InlineData("824101" + "81" + RawLink, "hamt.link.codec")]
    [InlineData("824101" + "81a0", "cbor.type")]
    [InlineData("824101" + "8181834141" + "0102", "cbor.list.length")]
    public void Load_BadRoot_IsRefused(string hex, string code) => Assert.Equal(code, Refusal(hex).Code);

    [Fact]
    public void Load_KeyInAnotherSlot_IsRefused()
    {
        int slot = SlotOf("A"u8);
        Assert.Equal("hamt.place", Refusal(Node((slot + 1) % 32, ["A"])).Code);
    }

    [Fact]
    public void Load_BucketOutOfOrder_IsRefused()
    {
        string[] sameSlot = [.. Enumerable.Range(0, 4000).Select(i => $"{i:D4}").Where(key => SlotOf(System.Text.Encoding.ASCII.GetBytes(key)) == 3).Take(2)];

        Assert.Equal("hamt.bucket.order", Refusal(Node(3, [sameSlot[1], sameSlot[0]])).Code);
        Assert.Equal("hamt.bucket.order", Refusal(Node(3, [sameSlot[0], sameSlot[0]])).Code);
        Assert.Equal(2, Load(Node(3, sameSlot)).Entries().Count());
    }

    [Fact]
    public void Entries_EmptyChild_IsRefused()
    {
        MemoryBlockstore store = new();
        Cid empty = store.PutDagCbor(Convert.FromHexString("824080"));
        Cid root = store.PutDagCbor([0x82, 0x41, 0x01, 0x81, 0xd8, 0x2a, 0x58, 0x27, 0x00, .. empty.Bytes]);

        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() => HamtMap.Load(store, root).Entries().Count());
        Assert.Equal("hamt.empty", refused.Code);
    }

    [Fact]
    public void Entries_ChildSharedByTwoSlots_IsRefused()
    {
        MemoryBlockstore store = new();
        HamtMap map = new(store);
        for (int i = 0; i < 100; i++) { map.Set([(byte)i], [1]); }

        string root = Convert.ToHexStringLower(store.Get(map.Flush()).Span);
        int first = root.IndexOf("d82a", StringComparison.Ordinal);
        int second = root.IndexOf("d82a", first + Link.Length, StringComparison.Ordinal);
        string twice = string.Concat(root.AsSpan(0, second), root.AsSpan(first, Link.Length), root.AsSpan(second + Link.Length));
        Cid forged = store.PutDagCbor(Convert.FromHexString(twice));

        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() => HamtMap.Load(store, forged).Entries().Count());
        Assert.Equal("hamt.place", refused.Code);
    }

    [Fact]
    public void Entries_ChainDeeperThanTheDigest_IsRefused()
    {
        MemoryBlockstore store = new();
        Cid child = store.PutDagCbor(Convert.FromHexString("824080"));
        for (int depth = 0; depth < 60; depth++) { child = store.PutDagCbor([0x82, 0x41, 0x01, 0x81, 0xd8, 0x2a, 0x58, 0x27, 0x00, .. child.Bytes]); }

        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() => HamtMap.Load(store, child).Entries().Count());
        Assert.Equal("hamt.depth", refused.Code);
    }

    [Fact]
    public void Load_DamagedNodes_FailOnlyWithTheirOwnException()
    {
        MemoryBlockstore source = new();
        HamtMap map = new(source);
        for (int i = 0; i < 60; i++) { map.Set([(byte)i], [0x81, (byte)(i % 24)]); }

        byte[] block = source.Get(map.Flush()).ToArray();
        Hostile.Mutate(block, 5000, 11, damaged => Load(damaged));
    }

    private static FilecoinFormatException Refusal(string hex) => Refusal(Convert.FromHexString(hex));

    private static FilecoinFormatException Refusal(byte[] block) => Assert.Throws<FilecoinFormatException>(() => Load(block));

    private static HamtMap Load(byte[] block)
    {
        MemoryBlockstore store = new();
        return HamtMap.Load(store, store.PutDagCbor(block));
    }

    private static int SlotOf(ReadOnlySpan<byte> key) => SHA256.HashData(key)[0] >> 3;

    private static byte[] Node(int slot, string[] keys)
    {
        CborWriter writer = new(64);
        writer.WriteListStart(2);
        byte[] bitfield = new System.Numerics.BigInteger(1UL << slot).ToByteArray(isUnsigned: true, isBigEndian: true);
        writer.WriteBytes(bitfield);
        writer.WriteListStart(1);
        writer.WriteListStart(keys.Length);
        foreach (string key in keys)
        {
            writer.WriteListStart(2);
            writer.WriteBytes(System.Text.Encoding.ASCII.GetBytes(key));
            writer.WriteUInt64(1);
        }

        return writer.ToArray();
    }
}
