using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Kernels.Sha256Tree;

namespace FvmCompute.Kernels.Tests.Devices;

public class MemoryBudgetTests
{
    [Fact]
    public async Task Shrink_Reservation_LetsOthersInAndReturnsTheRestOnce()
    {
        MemoryBudget budget = new("cpu", 100);
        MemoryReservation first = await budget.ReserveAsync(80, CancellationToken.None);
        Task<MemoryReservation> second = budget.ReserveAsync(60, CancellationToken.None);
        Assert.False(second.IsCompleted);
        first.Shrink(30);
        using (await second) { Assert.Equal(90, budget.UsedBytes); }
        first.Shrink(50);
        Assert.Equal(30, budget.UsedBytes);
        first.Dispose();
        first.Shrink(0);
        Assert.Equal(0, budget.UsedBytes);
    }

    [Fact]
    public async Task Reserve_BeyondTheCapacity_IsRefusedWithBothNumbers()
    {
        MemoryBudget budget = new("cuda:0", 1000);
        DeviceMemoryException refused = await Assert.ThrowsAsync<DeviceMemoryException>(() => budget.ReserveAsync(1001, CancellationToken.None));
        Assert.Equal("cuda:0: 1001 bytes of device memory are needed; the device's budget is 1000 bytes", refused.Message);
        Assert.Equal(0, budget.UsedBytes);
    }

    [Fact]
    public async Task Reserve_WhileOthersHoldTooMuch_WaitsInLine()
    {
        MemoryBudget budget = new("cuda:0", 1000);
        MemoryReservation first = await budget.ReserveAsync(600, CancellationToken.None);
        Task<MemoryReservation> large = budget.ReserveAsync(900, CancellationToken.None);
        Task<MemoryReservation> small = budget.ReserveAsync(100, CancellationToken.None);
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted, "a small job may not overtake a large one for ever");

        first.Dispose();
        first.Dispose();
        Assert.Equal(900, (await large).Bytes);
        Assert.Equal(100, (await small).Bytes);
        Assert.Equal(1000, budget.UsedBytes);
    }

    [Fact]
    public async Task Reserve_CancelledInLine_LetsTheNextIn()
    {
        MemoryBudget budget = new("cuda:0", 1000);
        using MemoryReservation first = await budget.ReserveAsync(600, CancellationToken.None);
        using CancellationTokenSource cancellation = new();
        Task<MemoryReservation> large = budget.ReserveAsync(900, cancellation.Token);
        Task<MemoryReservation> small = budget.ReserveAsync(100, CancellationToken.None);
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        Assert.Equal(100, (await small).Bytes);
        Assert.Equal((700, 0), (budget.UsedBytes, budget.Waiting));
    }

    [Fact]
    public void Arena_BeyondItsReservation_RefusesAndGivesAllBackInTheEnd()
    {
        using CpuDevice device = new(CpuDevice.Describe(), memoryBudgetBytes: 1000);
        using (DeviceArena arena = DeviceArena.Reserve(device, 500, CancellationToken.None))
        {
            arena.Allocate(300);
            DeviceMemoryException refused = Assert.Throws<DeviceMemoryException>(() => arena.Allocate(201));
            Assert.Equal((501, 500), (refused.NeededBytes, refused.AllowedBytes));
            Assert.Equal(500, device.Memory.UsedBytes);
        }

        Assert.Equal(0, device.Memory.UsedBytes);
    }

    [Fact]
    public void Kernel_OnADeviceWithTooSmallABudget_IsRefusedWithTheBytesItNeeds()
    {
        using CpuDevice device = new(CpuDevice.Describe(), memoryBudgetBytes: 1000);
        using Sha256TreeKernel kernel = new(device);
        DeviceMemoryException refused = Assert.Throws<DeviceMemoryException>(
            () => kernel.Reduce(new byte[64 * 32], 1, new byte[32 * 32], CancellationToken.None));
        Assert.Equal((2 * 96 * 32, 1000), (refused.NeededBytes, refused.AllowedBytes));
    }
}
