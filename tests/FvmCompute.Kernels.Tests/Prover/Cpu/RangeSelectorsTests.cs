using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu.Rows;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Tests;

namespace FvmCompute.Kernels.Tests.Prover.Cpu;

public class RangeSelectorsTests
{
    private const int LogHeight = 4;

    public static TheoryData<int, int> Spans()
    {
        TheoryData<int, int> spans = [];
        foreach (int from in (int[])[-1, 0, 1, 7, 8, 9, 15, 16])
        {
            foreach (int to in (int[])[-1, 0, 1, 2, 7, 8, 9, 15, 16]) { spans.Add(from, to); }
        }

        return spans;
    }

    [Theory]
    [MemberData(nameof(Spans))]
    public void At_EveryRowAfterEveryBinding_IsTheMultilinearExtension(int from, int to)
    {
        Ext2[] point = Elements.Exts(new Random(from + (17 * to)), LogHeight);
        RangeSelectors selectors = new([new RowSpan(from, to), null], LogHeight);
        Assert.True(selectors.IsSelected(0));
        Assert.False(selectors.IsSelected(1));
        for (int variables = LogHeight; ; variables--)
        {
            for (int row = 0; row < 1 << variables; row++)
            {
                for (int l = 0; l < variables; l++) { point[l] = (ulong)(row >> l & 1); }
                Assert.Equal(MultilinearKernels.LessThan(to, point) - MultilinearKernels.LessThan(from, point), selectors.At(0, row));
                Assert.Equal(MultilinearKernels.Index(point), selectors.BoundIndex + (ulong)row);
            }

            if (variables == 0) { return; }
            point[variables - 1] = Elements.Ext(new Random(variables));
            selectors.Bind(1L << (variables - 1), point[variables - 1]);
        }
    }

    [Theory]
    [MemberData(nameof(Spans))]
    public void IsUniform_AnyRun_IsTrueOnlyIfAllRowsAreEqual(int from, int to)
    {
        RangeSelectors selectors = new([new RowSpan(from, to)], LogHeight);
        for (int first = 0; first < 16; first++)
        {
            for (int count = 1; first + count <= 16; count++)
            {
                bool equal = Enumerable.Range(first, count).All(row => selectors.At(0, row) == selectors.At(0, first));
                Assert.True(equal || !selectors.IsUniform(0, first, count), $"{first} + {count}");
            }
        }
    }
}
