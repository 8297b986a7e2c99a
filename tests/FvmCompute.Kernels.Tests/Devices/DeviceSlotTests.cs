using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Sha256Tree;

namespace FvmCompute.Kernels.Tests.Devices;

[Collection(nameof(FakeCuda))]
public sealed class DeviceSlotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fvmcompute-slot-").FullName;
    private readonly Clock _clock = new();
    private readonly DeviceSlot _slot;
    private int _opened;

    public DeviceSlotTests()
    {
        FakeCuda.Reset();
        DeviceCatalog catalog = DeviceCatalog.Discover(FakeCuda.Exports(), "", null, "none");
        DeviceInfo info = catalog.Find("cuda:0")!;
        _slot = new DeviceSlot(info, () => { _opened++; return catalog.Open(info, cache: new ProgramCache(_folder)); }, QuickTest, _clock);
    }

    public void Dispose()
    {
        _slot.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Device_Acquired_IsOpenedAndTestedOnce()
    {
        Assert.Null(_slot.LastSelfTest);
        Assert.Same(_slot.Acquire(CancellationToken.None), _slot.Acquire(CancellationToken.None));
        Assert.True(_slot.LastSelfTest!.Passed);
        Assert.Equal(("", 1), (_slot.UnavailableReason, _opened));
    }

    [Fact]
    public void Device_ThatAnswersWrongly_IsQuarantinedUntilATestPasses()
    {
        FakeCuda.IsWrong = true;
        DeviceUnavailableException refused = Assert.Throws<DeviceUnavailableException>(() => _slot.Acquire(CancellationToken.None));
        Assert.Contains("kernel sha256_tree failed its self-test", refused.Message);
        Assert.Throws<DeviceUnavailableException>(() => _slot.Acquire(CancellationToken.None));
        Assert.Equal(1, _opened);

        FakeCuda.IsWrong = false;
        Assert.True(_slot.SelfTest(CancellationToken.None).Passed);
        Assert.Equal("", _slot.UnavailableReason);
        _slot.Acquire(CancellationToken.None);
    }

    [Fact]
    public void Device_Lost_IsRefusedUntilItsProbeAndThenServesAgain()
    {
        IDevice device = _slot.Acquire(CancellationToken.None);
        FakeCuda.Fail("cuLaunchKernel", FakeCuda.LaunchFailed);
        DeviceException failure = Assert.Throws<DeviceException>(() => QuickTest(device, CancellationToken.None));
        _slot.Report(failure);
        Assert.StartsWith("lost: cuda:0 (Fake GPU): cuLaunchKernel failed with CUDA_ERROR_LAUNCH_FAILED (719)", _slot.UnavailableReason);
        Assert.Equal(1, FakeCuda.Resets);

        DeviceUnavailableException refused = Assert.Throws<DeviceUnavailableException>(() => _slot.Acquire(CancellationToken.None));
        Assert.Equal(_clock.Now + TimeSpan.FromSeconds(5), refused.RetryAt);
        Assert.Equal(1, _opened);

        _clock.Now += TimeSpan.FromSeconds(5);
        refused = Assert.Throws<DeviceUnavailableException>(() => _slot.Acquire(CancellationToken.None));
        Assert.Equal(_clock.Now + TimeSpan.FromSeconds(10), refused.RetryAt);

        FakeCuda.Heal("cuLaunchKernel");
        _clock.Now += TimeSpan.FromSeconds(10);
        Assert.NotSame(device, _slot.Acquire(CancellationToken.None));
        Assert.Equal(("", 3), (_slot.UnavailableReason, _opened));
    }

    [Fact]
    public void Device_ThatOnlyRefusedACall_StaysInService()
    {
        IDevice device = _slot.Acquire(CancellationToken.None);
        FakeCuda.Fail("cuMemAlloc_v2", FakeCuda.OutOfMemory);
        _slot.Report(Assert.Throws<DeviceException>(() => device.Allocate(1)));
        Assert.Same(device, _slot.Acquire(CancellationToken.None));
    }

    [Fact]
    public void Job_StillRunningWhenAnotherFoundTheDeviceLost_MeetsTheSameFailure()
    {
        IDevice device = _slot.Acquire(CancellationToken.None);
        using Sha256TreeKernel kernel = new(device);
        FakeCuda.Fail("cuMemAlloc_v2", FakeCuda.LaunchFailed);
        _slot.Report(Assert.Throws<DeviceException>(() => device.Allocate(1)));
        DeviceException failure = Assert.Throws<DeviceException>(() => kernel.Reduce(new byte[64], 1, new byte[32], CancellationToken.None));
        Assert.Equal(DeviceFailure.Lost, failure.Kind);
    }

    [Fact]
    public void Device_WhoseTestWasCancelled_IsNotServedUntested()
    {
        using CancellationTokenSource cancellation = new();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _slot.Acquire(cancellation.Token));
        _slot.Acquire(CancellationToken.None);
        Assert.True(_slot.LastSelfTest!.Passed);
        Assert.Equal(2, _opened);
    }

    /// <summary>One pair through the real kernel and the real comparison; the whole self-test is interpreted elsewhere.</summary>
    private static SelfTestResult QuickTest(IDevice device, CancellationToken cancellation)
    {
        byte[] nodes = SelfTestInput.Bytes(64, 1);
        byte[] expected = new byte[32];
        byte[] got = new byte[32];
        Sha256TreeCheck.Fold(nodes, 1, expected);
        using Sha256TreeKernel kernel = new(device);
        kernel.Reduce(nodes, 1, got, cancellation);
        return new SelfTestResult(device.Info.Id, [new KernelCheck("sha256_tree", got.AsSpan().SequenceEqual(expected), "one pair", TimeSpan.Zero)]);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
