using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Zerocheck;

namespace FvmCompute.Verifier.Tests.Zerocheck;

public class RowSelectorsTests
{
    /// <summary>On every row of every padded height, also of tables with no row or one.</summary>
    [Fact]
    public void Selectors_EveryRow_SelectTheDomains()
    {
        for (ulong rows = 0; rows <= 9; rows++)
        {
            int height = CircuitLimits.LogHeight(rows);
            for (ulong row = 0; row < 1UL << height; row++)
            {
                Ext2[] point = [.. Enumerable.Range(0, height).Select(l => (Ext2)(row >> l & 1))];
                RowSelectors selectors = new(rows, point);
                Assert.Equal(row, selectors.RowIndex);
                Assert.Equal(Indicator(row < rows), selectors[RowDomain.Every]);
                Assert.Equal(Indicator(row + 1 < rows), selectors[RowDomain.Transition]);
                Assert.Equal(Indicator(row == 0 && rows > 0), selectors[RowDomain.First]);
                Assert.Equal(Indicator(row + 1 == rows), selectors[RowDomain.Last]);
            }
        }
    }

    private static Ext2 Indicator(bool holds) => holds ? Ext2.One : Ext2.Zero;
}
