using System.Diagnostics;

namespace FvmCompute.Kernels.Devices;

/// <summary>Waits for a device by asking it, so that one that never answers becomes an error instead of a hanging process.</summary>
internal static class DeviceWait
{
    /// <summary>Far beyond any submission (at most 200 ms each, a few queued), also on a machine that swaps or a card that just woke.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Below this the wait costs a core; a submission worth overlapping takes longer.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMicroseconds(300);

    /// <exception cref="DeviceException">The device did not finish in time: lost.</exception>
    public static void Until(Func<bool> done, string device, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (!done())
        {
            TimeSpan waited = Stopwatch.GetElapsedTime(start);
            if (waited > patience)
            {
                throw new DeviceException(device, "waiting for submitted work", 0, $"no answer in {patience.TotalSeconds:0} s", DeviceFailure.Lost);
            }

            if (waited < Busy) { Thread.SpinWait(20); }
            else { Thread.Sleep(waited < 50 * Busy ? 0 : 1); }
        }
    }
}
