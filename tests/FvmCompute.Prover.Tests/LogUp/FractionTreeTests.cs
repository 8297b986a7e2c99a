using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.LogUp;

namespace FvmCompute.Prover.Tests.LogUp;

public class FractionTreeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void Root_AnyFractions_IsTheirSum(int layers)
    {
        Random random = new(layers);
        Ext2[] numerators = Elements.Exts(random, 1 << layers);
        Ext2[] denominators = [.. Elements.Exts(random, 1 << layers).Select(d => d.IsZero ? Ext2.One : d)];
        Ext2 sum = numerators.Zip(denominators, (n, d) => n * d.Inverse()).Aggregate((x, y) => x + y);
        FractionTree tree = new(numerators, denominators, new Workers(2, CpuPath.Current, CancellationToken.None));
        Assert.Equal(layers, tree.Layers);
        Assert.Equal(sum, tree.Root.Numerator * tree.Root.Denominator.Inverse());
    }
}
