using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Interop;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;

namespace FvmCompute.Kernels.Tests.Prover.Cpu;

public sealed class HostArenaTests : IDisposable
{
    private readonly HostRegions _regions = new();

    public void Dispose() => _regions.Dispose();

    [Fact]
    public void Rent_BlocksGivenBackInAnyOrder_LeaveRoomForOneAsLargeAsAll()
    {
        long small = HostArena.BlockBytes(1000);
        foreach (int[] order in (int[][])[[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1], [2, 0, 1]])
        {
            using SessionMemory memory = Memory(3 * small);
            using HostArena arena = new(memory, _regions);
            HostBlock[] blocks = [arena.Rent(1000), arena.Rent(1000), arena.Rent(1000)];
            Assert.Throws<DeviceMemoryException>(() => arena.Rent(8));
            foreach (int i in order) { blocks[i].Dispose(); }
            using HostBlock all = arena.Rent((3 * small) - HostArena.BlockBytes(64) + 64);
            Assert.Equal(0, memory.FreeBytes);
        }
    }

    [Fact]
    public void Blocks_OfOneArena_DoNotOverlapAndRefuseWhatIsOutside()
    {
        using SessionMemory memory = Memory(2 * HostArena.BlockBytes(64));
        using HostArena arena = new(memory, _regions);
        using HostBlock first = arena.Rent(64), second = arena.Rent(64);
        first.Words(0, 8).Fill(1);
        second.Words(0, 8).Fill(2);
        Assert.All(first.Words(0, 8).ToArray(), word => Assert.Equal(1UL, word));
        Assert.Throws<ArgumentOutOfRangeException>(() => first.Words(1, 8).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => first.Words(-1, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => first.At(3, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => first.From(0, 4));
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.Words(0, 1).Length);
    }

    [Fact]
    public void Take_AfterReturn_GivesTheKeptRegionOnlyWhereLittleIsWasted()
    {
        HostWords large = _regions.Take(1 << 20);
        _regions.Return(large);
        Assert.Same(large, _regions.Take(1 << 18));
        _regions.Return(large);
        using (HostWords small = _regions.Take((1 << 18) - 8)) { Assert.NotSame(large, small); }
        Assert.Throws<ObjectDisposedException>(() => large.At(0, 1).Length);
    }

    [Fact]
    public void Trim_OfFreeMemory_LeavesBlocksAsTheyAre()
    {
        using SessionMemory memory = Memory(HostArena.BlockBytes(1 << 20) + HostArena.BlockBytes(1 << 16));
        using HostArena arena = new(memory, _regions);
        HostBlock working = arena.Rent(1 << 20);
        using HostBlock kept = arena.Rent(1 << 16);
        kept.Words(0, 1 << 13).Fill(7);
        working.Dispose();
        arena.Trim();
        Assert.All(kept.Words(0, 1 << 13).ToArray(), word => Assert.Equal(7UL, word));
    }

    private static SessionMemory Memory(long bytes) =>
        new("test", new MemoryBudget("test", bytes).ReserveAsync(bytes, CancellationToken.None).GetAwaiter().GetResult());
}
