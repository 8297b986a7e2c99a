using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Cpu.Points;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Tests;

namespace FvmCompute.Kernels.Tests.Prover.Cpu;

public class DomainPointsTests
{
    /// <summary>log₂ of the coefficients, log₂ of the domain, every how many positions one is taken.</summary>
    public static TheoryData<int, int, int, CpuLevel> Shapes()
    {
        TheoryData<int, int, int, CpuLevel> data = [];
        foreach (CpuLevel level in Enum.GetValues<CpuLevel>().Where(l => l <= CpuPath.Supported))
        {
            foreach ((int log, int domain, int gap) in ((int, int, int)[])
                [(0, 0, 1), (0, 3, 1), (1, 1, 1), (3, 5, 1), (4, 4, 3), (6, 8, 7), (9, 9, 1000), (9, 11, 13), (10, 15, 900), (12, 14, 177)])
            {
                data.Add(log, domain, gap, level);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Evaluate_SomePositions_IsHornersRule(int log, int domain, int gap, CpuLevel level)
    {
        uint[] positions = Positions(domain, gap);
        ulong[] coefficients = Elements.Bases(new Random(log), 1 << log);
        DomainPoints points = new(positions, domain, log);
        ulong[] values = new ulong[positions.Length], scratch = new ulong[points.ScratchWords];
        points.Evaluate(level, coefficients, scratch, values);
        for (int s = 0; s < positions.Length; s++)
        {
            ulong x = EvaluationDomain.Point(positions[s], domain), expected = 0;
            for (int b = coefficients.Length - 1; b >= 0; b--) { expected = Goldilocks.Add(Goldilocks.Multiply(expected, x), coefficients[b]); }
            Assert.Equal(expected, values[s]);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task AddPowers_SomePositions_IsTheSumOfTheirPowers(int log, int domain, int gap, CpuLevel level)
    {
        Random random = new(log);
        uint[] positions = Positions(domain, gap);
        Ext2[] factors = Elements.Exts(random, positions.Length), expected = Elements.Exts(random, 1 << log);
        using HostRegions regions = new();
        using MemoryReservation reservation = await new MemoryBudget("test", 1 << 20).ReserveAsync(1 << 20, CancellationToken.None);
        using SessionMemory memory = new("test", reservation);
        using HostArena arena = new(memory, regions);
        using HostBlock sums = arena.RentElements(expected.Length);
        expected.CopyTo(sums.At(0, expected.Length));
        new DomainPoints(positions, domain, log).AddPowers(factors, sums, new Workers(2, level, CancellationToken.None));
        for (int s = 0; s < positions.Length; s++)
        {
            ulong x = EvaluationDomain.Point(positions[s], domain);
            Ext2 term = factors[s];
            foreach (ref Ext2 sum in expected.AsSpan()) { (sum, term) = (sum + term, term * x); }
        }

        Assert.Equal(expected, sums.At(0, expected.Length).ToArray());
    }

    [Fact]
    public void Make_DomainSmallerThanThePolynomial_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new DomainPoints([0], 3, 4));

    private static uint[] Positions(int domain, int gap) => [.. Enumerable.Range(0, 1 << domain).Where(i => i % gap == gap / 2).Select(i => (uint)i)];
}
