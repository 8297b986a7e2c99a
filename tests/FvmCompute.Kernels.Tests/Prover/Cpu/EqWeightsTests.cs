using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Tests;

namespace FvmCompute.Kernels.Tests.Prover.Cpu;

public class EqWeightsTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(5, 2)]
    [InlineData(5, 0)]
    public void DropTop_DownToNoVariable_IsTheEqTableOfThePrefix(int variables, int logBlock)
    {
        Ext2[] point = Elements.Exts(new Random(variables), variables);
        EqWeights weights = new(point, logBlock);
        for (int left = variables; ; left--)
        {
            Ext2[] got = [.. Enumerable.Range(0, weights.Blocks).SelectMany(block => weights.Low.ToArray().Select(low => low * weights.High(block)))];
            Ext2[] expected = [.. Enumerable.Range(0, 1 << left).Select(i => MultilinearKernels.Eq(point.AsSpan(0, left), (ulong)i))];
            Assert.Equal(expected, got);
            if (left == 0) { return; }
            weights.DropTop();
        }
    }
}
