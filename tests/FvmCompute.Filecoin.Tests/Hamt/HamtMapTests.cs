using System.Buffers.Binary;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Hamt;

namespace FvmCompute.Filecoin.Tests.Hamt;

public class HamtMapTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(3, 8)]
    [InlineData(4, 3)]
    public void HamtMap_RandomChanges_AgreesWithDictionary(int seed, int bitWidth)
    {
        Random random = new(seed);
        MemoryBlockstore store = new();
        HamtOptions options = new(bitWidth);
        HamtMap map = new(store, options);
        Dictionary<int, byte> model = [];
        for (int step = 0; step < 4000; step++)
        {
            int key = random.Next(600);
            byte value = (byte)random.Next(24);
            if (random.Next(5) < 3)
            {
                Assert.Equal(!model.TryGetValue(key, out byte old) || old != value, map.Set(KeyOf(key), [value]));
                model[key] = value;
            }
            else { Assert.Equal(model.Remove(key), map.Remove(KeyOf(key))); }

            if (step % 500 == 499) { map = HamtMap.Load(store, map.Flush(), options); }
        }

        AssertHolds(model, map);
        Assert.Equal(RootOf(model.OrderBy(_ => random.Next()), options), map.Flush());
    }

    [Fact]
    public void HamtMap_EverythingRemoved_IsTheEmptyMap()
    {
        MemoryBlockstore store = new();
        HamtMap map = new(store);
        for (int i = 0; i < 300; i++) { map.Set(KeyOf(i), [1]); }

        map = HamtMap.Load(store, map.Flush());
        for (int i = 299; i >= 0; i--) { Assert.True(map.Remove(KeyOf(i))); }

        Assert.Equal(new HamtMap(store).Flush(), map.Flush());
        Assert.Empty(map.Entries());
    }

    [Fact]
    public void HamtMap_OneKeyChanged_WritesOnlyItsPath()
    {
        MemoryBlockstore store = new();
        HamtMap map = new(store);
        for (int i = 0; i < 5000; i++) { map.Set(KeyOf(i), [1]); }

        map.Flush();
        int before = store.Count;
        map.Set(KeyOf(7), [2]);
        map.Flush();

        Assert.InRange(store.Count - before, 1, 5);
    }

    [Fact]
    public void HamtMap_ChildMissing_SaysWhichBlock()
    {
        MemoryBlockstore store = new();
        HamtMap map = new(store);
        for (int i = 0; i < 200; i++) { map.Set(KeyOf(i), [1]); }

        Cid root = map.Flush();
        MemoryBlockstore rootOnly = new();
        rootOnly.Put(root, store.Get(root).Span);

        BlockMissingException missing = Assert.Throws<BlockMissingException>(() => HamtMap.Load(rootOnly, root).Entries().Count());
        Assert.True(store.TryGet(missing.Cid, out _));
    }

    private static void AssertHolds(Dictionary<int, byte> model, HamtMap map)
    {
        for (int key = 0; key < 600; key++)
        {
            Assert.Equal(model.TryGetValue(key, out byte expected), map.TryGet(KeyOf(key), out ReadOnlyMemory<byte> found));
            Assert.Equal(model.ContainsKey(key) ? [expected] : [], found.ToArray());
        }

        Assert.Equal(model.Count, map.Entries().Count());
        foreach (var (key, value) in map.Entries()) { Assert.Equal([model[BinaryPrimitives.ReadInt32LittleEndian(key.Span)]], value.ToArray()); }
    }

    private static Cid RootOf(IEnumerable<KeyValuePair<int, byte>> entries, HamtOptions options)
    {
        HamtMap map = new(new MemoryBlockstore(), options);
        foreach (var (key, value) in entries) { map.Set(KeyOf(key), [value]); }

        return map.Flush();
    }

    private static byte[] KeyOf(int key)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, key);
        return bytes;
    }
}
