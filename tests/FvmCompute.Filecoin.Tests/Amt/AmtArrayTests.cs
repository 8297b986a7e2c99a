using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Tests.Amt;

public class AmtArrayTests
{
    private const string Link = "d82a5827000171a0e40220c7dce18a114ea49ddc94aca9f01a49863dbcd7fddea53c6fb4d12781bf0838c0";
    private const string RawLink = "d82a5827000155a0e40220c7dce18a114ea49ddc94aca9f01a49863dbcd7fddea53c6fb4d12781bf0838c0";

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(4, 8)]
    public void AmtArray_RandomChanges_AgreesWithDictionary(int seed, int bitWidth)
    {
        Random random = new(seed);
        MemoryBlockstore store = new();
        AmtArray array = new(store, bitWidth);
        SortedDictionary<ulong, byte> model = [];
        for (int step = 0; step < 3000; step++)
        {
            ulong index = IndexOf(random);
            byte value = (byte)random.Next(24);
            if (random.Next(5) < 3)
            {
                array.Set(index, [value]);
                model[index] = value;
            }
            else { Assert.Equal(model.Remove(index), array.Remove(index)); }

            if (step % 500 == 499) { array = AmtArray.Load(store, array.Flush()); }
        }

        AssertHolds(model, array, random);
        Assert.Equal(RootOf(model.OrderBy(_ => random.Next()), bitWidth), array.Flush());
    }

    [Fact]
    public void AmtArray_EverythingRemoved_IsTheEmptyArray()
    {
        MemoryBlockstore store = new();
        AmtArray array = new(store, 3);
        ulong[] indices = [0, 7, 8, 600, 1UL << 40, AmtArray.MaxIndex];
        foreach (ulong index in indices) { array.Set(index, [1]); }

        array = AmtArray.Load(store, array.Flush());
        foreach (ulong index in indices) { Assert.True(array.Remove(index)); }

        Assert.Equal(new AmtArray(store, 3).Flush(), array.Flush());
    }

    [Fact]
    public void AmtArray_IndexAboveTheLimit_IsRefused()
    {
        AmtArray array = new(new MemoryBlockstore(), 3);

        Assert.Throws<ArgumentOutOfRangeException>(() => array.Set(ulong.MaxValue, [1]));
        Assert.False(array.TryGet(ulong.MaxValue, out _));
        Assert.False(array.Remove(ulong.MaxValue));
    }

    [Theory]
    [InlineData("8300018341048081" + "01", AmtVersion.V3, "cbor.list.length")]
    [InlineData("84000001834104808101", AmtVersion.V3, "amt.bitwidth")]
    [InlineData("84090001834104808101", AmtVersion.V3, "amt.bitwidth")]
    [InlineData("84031601834104808101", AmtVersion.V3, "amt.height")]
    [InlineData("840300018342040080" + "8101", AmtVersion.V3, "amt.bitmap.length")]
    [InlineData("84020001834110808101", AmtVersion.V3, "amt.bitmap")]
    [InlineData("8403000183410481" + Link + "8101", AmtVersion.V3, "amt.kind")]
    [InlineData("8403010183410280" + "8101", AmtVersion.V3, "amt.kind")]
    [InlineData("84030001834106808101", AmtVersion.V3, "amt.items")]
    [InlineData("84030000834104808101", AmtVersion.V3, "amt.count")]
    [InlineData("8403000183410080" + "80", AmtVersion.V3, "amt.count")]
    [InlineData("8403010183410181" + Link + "80", AmtVersion.V3, "amt.height.minimal")]
    [InlineData("8403010183410281" + RawLink + "80", AmtVersion.V3, "amt.link.codec")]
    [InlineData("8403000183410480" + "810100", AmtVersion.V3, "cbor.trailing")]
    public void Load_BadRoot_IsRefused(string hex, AmtVersion version, string code)
    {
        MemoryBlockstore store = new();
        Cid root = store.PutDagCbor(Convert.FromHexString(hex));

        Assert.Equal(code, Assert.Throws<FilecoinFormatException>(() => AmtArray.Load(store, root, version)).Code);
    }

    [Fact]
    public void Load_Version0_ReadsItsThreeFieldRoot()
    {
        MemoryBlockstore store = new();
        Cid root = store.PutDagCbor(Convert.FromHexString("830001834104808143666f6f"));

        Assert.Equal([2UL], AmtArray.Load(store, root, AmtVersion.V0).Entries().Select(entry => entry.Key));
    }

    [Fact]
    public void Entries_CountDeclaredWrong_IsRefused()
    {
        MemoryBlockstore store = new();
        foreach (string count in new[] { "01", "03" })
        {
            Cid root = store.PutDagCbor(Convert.FromHexString($"840300{count}83410680820101"));
            Assert.Equal("amt.count", Assert.Throws<FilecoinFormatException>(() => AmtArray.Load(store, root).Entries().Count()).Code);
        }
    }

    [Fact]
    public void Entries_ChildEmpty_IsRefused()
    {
        MemoryBlockstore store = new();
        Cid empty = store.PutDagCbor(Convert.FromHexString("8341008080"));
        Cid root = store.PutDagCbor([0x84, 3, 1, 1, 0x83, 0x41, 2, 0x81, 0xd8, 0x2a, 0x58, 0x27, 0, .. empty.Bytes, 0x80]);

        Assert.Equal("amt.empty", Assert.Throws<FilecoinFormatException>(() => AmtArray.Load(store, root).Entries().Count()).Code);
    }

    [Fact]
    public void Entries_BeyondTheLastIndex_IsRefused()
    {
        // Height 21 at bit width 3 has one bit of index left for its eight slots: slot 2 starts at 2^64.
        MemoryBlockstore store = new();
        Cid any = store.PutDagCbor(Convert.FromHexString("83410181" + Link + "80"));
        Cid root = store.PutDagCbor([0x84, 3, 21, 1, 0x83, 0x41, 4, 0x81, 0xd8, 0x2a, 0x58, 0x27, 0, .. any.Bytes, 0x80]);

        Assert.Equal("amt.index", Assert.Throws<FilecoinFormatException>(() => AmtArray.Load(store, root).Entries().Count()).Code);
    }

    [Fact]
    public void Load_DamagedRoots_FailOnlyWithTheirOwnException()
    {
        MemoryBlockstore source = new();
        AmtArray array = new(source, 3);
        for (ulong i = 0; i < 30; i++) { array.Set(i * 3, [0x81, (byte)(i % 24)]); }

        Hostile.Mutate(source.Get(array.Flush()).ToArray(), 5000, 5, damaged =>
        {
            MemoryBlockstore store = new();
            AmtArray.Load(store, store.PutDagCbor(damaged));
        });
    }

    private static void AssertHolds(SortedDictionary<ulong, byte> model, AmtArray array, Random random)
    {
        Assert.Equal((ulong)model.Count, array.Count);
        Assert.Equal(model.Select(entry => (entry.Key, entry.Value)), array.Entries().Select(entry => (entry.Key, entry.Value.Span[0])));
        for (int i = 0; i < 1000; i++)
        {
            ulong index = IndexOf(random);
            Assert.Equal(model.TryGetValue(index, out byte expected), array.TryGet(index, out ReadOnlyMemory<byte> found));
            if (!found.IsEmpty) { Assert.Equal(expected, found.Span[0]); }
        }
    }

    /// <summary>Indices close together, and of every magnitude.</summary>
    private static ulong IndexOf(Random random) => random.Next(2) == 0 ? (ulong)random.Next(300) : AmtArray.MaxIndex >> random.Next(60);

    private static Cid RootOf(IEnumerable<KeyValuePair<ulong, byte>> entries, int bitWidth)
    {
        AmtArray array = new(new MemoryBlockstore(), bitWidth);
        foreach (var (index, value) in entries) { array.Set(index, [value]); }

        return array.Flush();
    }
}
