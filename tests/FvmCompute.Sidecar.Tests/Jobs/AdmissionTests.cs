using FvmCompute.Sidecar.Jobs;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.Tests.Jobs;

public class AdmissionTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Enter_MoreThanTheBudget_IsRefusedWithTheNumbers()
    {
        var admission = new Admission(100, 8, _time);
        AdmissionException error = await Assert.ThrowsAsync<AdmissionException>(() => admission.EnterAsync(101, PriorityClass.Normal, default));
        Assert.Contains("101", error.Message);
        Assert.Contains("100", error.Message);
    }

    [Fact]
    public async Task Enter_BudgetFull_WaitsUntilSomebodyLeaves()
    {
        var admission = new Admission(100, 8, _time);
        IDisposable first = await admission.EnterAsync(60, PriorityClass.Normal, default);
        Task<IDisposable> second = admission.EnterAsync(60, PriorityClass.Normal, default);
        Assert.False(second.IsCompleted);
        first.Dispose();
        first.Dispose();
        (await second).Dispose();
        Assert.Equal(0, admission.UsedBytes);
    }

    [Fact]
    public async Task Enter_SeveralWait_HighestClassFirstAndAgeingCounts()
    {
        var admission = new Admission(100, 1, _time);
        IDisposable running = await admission.EnterAsync(1, PriorityClass.Normal, default);
        Task<IDisposable> low = admission.EnterAsync(1, PriorityClass.Low, default);
        _time.Advance(Admission.AgeingStep * 3);
        Task<IDisposable> normal = admission.EnterAsync(1, PriorityClass.Normal, default);
        Task<IDisposable> high = admission.EnterAsync(1, PriorityClass.High, default);

        running.Dispose();
        IDisposable aged = await low;
        Assert.False(high.IsCompleted);
        aged.Dispose();
        IDisposable urgent = await high;
        Assert.False(normal.IsCompleted);
        urgent.Dispose();
        (await normal).Dispose();
    }

    [Fact]
    public async Task Enter_CancelledWhileWaiting_LeavesTheLine()
    {
        var admission = new Admission(100, 1, _time);
        IDisposable running = await admission.EnterAsync(1, PriorityClass.Normal, default);
        using var cancellation = new CancellationTokenSource();
        Task<IDisposable> waiting = admission.EnterAsync(1, PriorityClass.Normal, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, admission.Waiting);
        running.Dispose();
        (await admission.EnterAsync(100, PriorityClass.Normal, default)).Dispose();
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
