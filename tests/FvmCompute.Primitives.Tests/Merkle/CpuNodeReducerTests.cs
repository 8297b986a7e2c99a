using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Primitives.Tests.Hashing;

namespace FvmCompute.Primitives.Tests.Merkle;

public class CpuNodeReducerTests
{
    public static TheoryData<CpuLevel> Levels => [.. Samples.Levels];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Reduce_AnyShape_EqualsLevelByLevelSystemSha256(CpuLevel cpu)
    {
        CpuNodeReducer reducer = new(cpu);
        foreach ((int levels, int count) in new[] { (0, 3), (1, 1), (1, 40), (2, 17), (4, 5), (5, 67), (6, 3), (9, 5), (10, 3), (11, 1), (13, 2), (3, 0) })
        {
            byte[] nodes = Samples.Noise((32 * count) << levels, levels);
            byte[] expected = nodes;
            for (int i = 0; i < levels; i++) { expected = Sha256NodesTests.Expected(expected); }
            byte[] roots = new byte[32 * count];
            reducer.Reduce(nodes, levels, roots, CancellationToken.None);
            Assert.Equal(expected, roots);
        }
    }

    [Theory]
    [InlineData(96, 1, 32)]
    [InlineData(64, 1, 64)]
    [InlineData(64, -1, 32)]
    [InlineData(64, 27, 32)]
    public void Reduce_LengthsThatDoNotFit_AreRefused(int nodeBytes, int levels, int rootBytes) =>
        Assert.ThrowsAny<ArgumentException>(() =>
            new CpuNodeReducer().Reduce(new byte[nodeBytes], levels, new byte[rootBytes], CancellationToken.None));

    [Fact]
    public void Reduce_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() =>
            new CpuNodeReducer().Reduce(new byte[64], 1, new byte[32], new CancellationToken(canceled: true)));
}
