using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Ntt;
using FvmCompute.Primitives.Tests.Fields;

namespace FvmCompute.Primitives.Tests.Ntt;

public class PointValuesTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 0)]
    [InlineData(4, 2)]
    [InlineData(9, 2)]
    public void Make_EveryPositionOfADomain_EqualsTheTransform(int log, int rateLog)
    {
        ulong[] row = [.. FieldSamples.Random(1 << log, log).Select(Goldilocks.Canonical)];
        uint[] positions = [.. Enumerable.Range(0, 1 << (log + rateLog)).Select(i => (uint)i)];
        AssertValues(row, positions);
    }

    [Fact]
    public void Make_FewPositions_EqualsTheTransform()
    {
        ulong[] row = [.. FieldSamples.Random(1 << 12, 1).Select(Goldilocks.Canonical)];
        AssertValues(row, [0]);
        AssertValues(row, [4095, 4096, 9000, 9001, 16383]);
        AssertValues(row, []);
    }

    [Fact]
    public void Make_ScratchTooShort_IsRefused() =>
        Assert.Throws<ArgumentException>(() => PointValues.Make(new ulong[8], [1], new ulong[7], new ulong[1]));

    private static void AssertValues(ulong[] row, uint[] positions)
    {
        ulong[] values = new ulong[positions.Length], codeword = new ulong[row.Length];
        PointValues.Make(row, positions, new ulong[row.Length], values);
        uint coset = uint.MaxValue;
        for (int i = 0; i < positions.Length; i++)
        {
            uint own = positions[i] / (uint)row.Length;
            if (own != coset) { RowTransform.Forward(row, codeword, coset = own); }
            Assert.Equal(codeword[positions[i] % row.Length], values[i]);
        }
    }
}
