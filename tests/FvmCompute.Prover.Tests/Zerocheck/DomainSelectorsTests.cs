using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Prover.Zerocheck;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Tests.Zerocheck;

public class DomainSelectorsTests
{
    private const int LogHeight = 4;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(16)]
    public void At_EveryRowAfterEveryBinding_IsTheMultilinearExtension(ulong rows)
    {
        Ext2[] point = Elements.Exts(new Random((int)rows), LogHeight);
        DomainSelectors selectors = new(rows, LogHeight);
        for (int variables = LogHeight; ; variables--)
        {
            for (int row = 0; row < 1 << variables; row++)
            {
                for (int l = 0; l < variables; l++) { point[l] = (ulong)(row >> l & 1); }
                Ext2 every = MultilinearKernels.LessThan((long)rows, point), transition = MultilinearKernels.LessThan((long)rows - 1, point);
                Assert.Equal(every, selectors.At(RowDomain.Every, row));
                Assert.Equal(transition, selectors.At(RowDomain.Transition, row));
                Assert.Equal(rows == 0 ? Ext2.Zero : MultilinearKernels.First(point), selectors.At(RowDomain.First, row));
                Assert.Equal(every - transition, selectors.At(RowDomain.Last, row));
                Assert.Equal(MultilinearKernels.Index(point), selectors.BoundIndex + (ulong)row);
            }

            if (variables == 0) { return; }
            point[variables - 1] = Elements.Ext(new Random(variables));
            selectors.Bind(1L << (variables - 1), point[variables - 1]);
        }
    }

    [Theory]
    [InlineData(RowDomain.Every)]
    [InlineData(RowDomain.Transition)]
    [InlineData(RowDomain.First)]
    [InlineData(RowDomain.Last)]
    public void IsUniform_AnyRun_IsTrueOnlyIfAllRowsAreEqual(RowDomain domain)
    {
        for (ulong rows = 0; rows <= 16; rows++)
        {
            DomainSelectors selectors = new(rows, LogHeight);
            for (int first = 0; first < 16; first++)
            {
                for (int count = 1; first + count <= 16; count++)
                {
                    bool equal = Enumerable.Range(first, count).All(row => selectors.At(domain, row) == selectors.At(domain, first));
                    Assert.True(equal || !selectors.IsUniform(domain, first, count), $"rows {rows}, {first} + {count}");
                }
            }
        }
    }
}
