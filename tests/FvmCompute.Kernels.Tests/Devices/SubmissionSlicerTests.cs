using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Tests.Devices;

public class SubmissionSlicerTests
{
    /// <summary>A device of a given speed: every submission stays below the limit, and the size settles near half of it or at the largest.</summary>
    [Theory]
    [InlineData(1e3, 100)]
    [InlineData(1e5, 10_000)]
    [InlineData(1e7, 1_000_000)]
    [InlineData(1e12, 1_000_000)]
    public void Items_OnADeviceOfAnySpeed_SettleBelowTheLimit(double itemsPerSecond, long settled)
    {
        SubmissionSlicer slicer = new(16, 1_000_000);
        for (int i = 0; i < 20; i++)
        {
            TimeSpan elapsed = TimeSpan.FromSeconds(slicer.Items / itemsPerSecond);
            Assert.True(elapsed <= SubmissionSlicer.LongestSubmission);
            slicer.Completed(slicer.Items, elapsed);
        }

        Assert.InRange(slicer.Items, settled - 1, settled);
    }

    [Fact]
    public void Items_WhenTheDeviceSlowsDown_ShrinkAtOnce()
    {
        SubmissionSlicer slicer = new(16, 1 << 20);
        for (int i = 0; i < 20; i++) { slicer.Completed(slicer.Items, TimeSpan.Zero); }

        slicer.Completed(1 << 20, TimeSpan.FromSeconds(10));
        Assert.Equal((1 << 20) / 100, slicer.Items);
    }
}
