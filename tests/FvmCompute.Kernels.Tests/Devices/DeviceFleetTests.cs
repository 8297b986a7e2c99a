using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Tests.Devices;

[Collection(nameof(FakeCuda))]
public sealed class DeviceFleetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fvmcompute-fleet-").FullName;
    private readonly Clock _clock = new();
    private readonly DeviceFleet _fleet;

    public DeviceFleetTests()
    {
        FakeCuda.Reset();
        _fleet = new DeviceFleet(DeviceCatalog.Discover(FakeCuda.Exports(), "", null, "none"), new ProgramCache(_folder), _clock);
    }

    public void Dispose()
    {
        _fleet.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Fails over to the CPU with a reason while the card is lost, and returns to the card once a probe succeeds.</summary>
    [Fact]
    public void Selection_AcrossALoss_LeavesTheCardAndReturnsToIt()
    {
        DeviceSlot card = _fleet.Slot(Select().Device);
        IDevice device = card.Acquire(CancellationToken.None);
        FakeCuda.Fail("cuMemAlloc_v2", FakeCuda.LaunchFailed);
        card.Report(Assert.Throws<DeviceException>(() => device.Allocate(1)));

        DeviceSelection fallback = Select();
        Assert.Equal("cpu", fallback.Device.Id);
        Assert.Contains("lost: cuda:0 (Fake GPU): cuMemAlloc_v2 failed with CUDA_ERROR_LAUNCH_FAILED (719)", fallback.FallbackReason);
        Assert.Throws<DeviceUnavailableException>(() => _fleet.Select(DeviceRequest.Auto, strict: true, CancellationToken.None));

        FakeCuda.Heal("cuMemAlloc_v2");
        Assert.Equal("cpu", Select().Device.Id);
        _clock.Now += TimeSpan.FromSeconds(5);
        Assert.Equal(("cuda:0", ""), (Select().Device.Id, Select().FallbackReason));
    }

    [Fact]
    public void Report_WithSelfTest_QuarantinesAWrongCardAndFallsBack()
    {
        Assert.All(_fleet.Report(DeviceRequest.Auto, strict: false, selfTest: false, CancellationToken.None).Devices, device => Assert.Null(device.SelfTest));

        FakeCuda.IsWrong = true;
        DeviceReport report = _fleet.Report(DeviceRequest.Auto, strict: false, selfTest: true, CancellationToken.None);
        Assert.Equal(("cpu", false), (report.Selected, report.IsHealthy));
        Assert.Contains("quarantined: kernel sha256_tree failed its self-test", report.FallbackReason);
        Assert.Equal([false, true], report.Devices.Select(device => device.SelfTest!.Passed));
        Assert.StartsWith("quarantined", report.Devices[0].UnusableReason);
    }

    private DeviceSelection Select() => _fleet.Select(DeviceRequest.Auto, strict: false, CancellationToken.None);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
