using System.Diagnostics;

namespace FvmCompute.Grpc.Tests;

internal static class Eventually
{
    /// <summary>Waits until a condition holds that another thread brings about.</summary>
    public static async Task True(Func<bool> condition, string what, int seconds = 60)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < seconds, $"not within {seconds} s: {what}");
            await Task.Delay(5);
        }
    }
}
