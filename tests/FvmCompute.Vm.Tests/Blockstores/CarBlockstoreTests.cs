using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Tests;
using FvmCompute.Vm.Blockstores;

namespace FvmCompute.Vm.Tests.Blockstores;

public class CarBlockstoreTests
{
    [Theory]
    [InlineData("carv1-basic.car")]
    [InlineData("carv2-basic.car")]
    public void CarBlockstore_Vector_GivesEveryBlockItsContent(string file)
    {
        using CarBlockstore store = CarBlockstore.Open(Vectors.PathOf("filecoin", "car", file));

        foreach (Cid root in store.Roots) { Assert.True(BlockContent.Matches(root, store.Get(root).Span)); }

        Assert.NotEqual(0, store.Count);
        Assert.False(store.TryGet(Cid.DagCbor([1]), out _));
        Assert.Throws<NotSupportedException>(() => store.PutDagCbor([1]));
    }

    [Fact]
    public void CarBlockstore_OneByteChanged_IsRefused()
    {
        using TemporaryFolder folder = new();
        byte[] car = File.ReadAllBytes(Vectors.PathOf("filecoin", "car", "carv1-basic.car"));
        car[^1] ^= 1;
        string path = Path.Combine(folder.Path, "damaged.car");
        File.WriteAllBytes(path, car);

        Assert.Throws<FilecoinFormatException>(() => CarBlockstore.Open(path));
    }
}
