namespace FvmCompute.Kernels.Devices;

/// <summary>
/// Chooses how many items to submit at once, from how long the last submissions took: as many as keep one submission near half of
/// <see cref="LongestSubmission"/>, so that a cancelled job frees the device in time and no display watchdog fires. Not for several threads.
/// </summary>
public sealed class SubmissionSlicer
{
    /// <summary>gpu.md: cancelling frees the device within 200 ms.</summary>
    public static readonly TimeSpan LongestSubmission = TimeSpan.FromMilliseconds(200);

    /// <summary>One fast measurement may be luck; growth is by at most this factor.</summary>
    private const long Growth = 4;

    private readonly long _fewest;
    private readonly long _most;

    /// <param name="fewest">Submitted first, before anything is known; every device manages it in time.</param>
    /// <param name="most">What buffers hold.</param>
    public SubmissionSlicer(long fewest, long most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fewest, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, fewest);
        (_fewest, _most, Items) = (fewest, most, fewest);
    }

    /// <summary>How many items the next submission may have.</summary>
    public long Items { get; private set; }

    public void Completed(long items, TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 1e-6);
        double fitting = items * (LongestSubmission.TotalSeconds / 2 / seconds);
        Items = (long)Math.Clamp(fitting, _fewest, Math.Min(_most, Items * Growth));
    }
}
