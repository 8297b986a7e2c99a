using System.Diagnostics;
using FvmCompute.Kernels.Blake2bTree;
using FvmCompute.Kernels.RowEncode;
using FvmCompute.Kernels.Sha256Tree;

namespace FvmCompute.Kernels.Devices;

/// <summary>How one kernel did.</summary>
/// <param name="Detail">What was compared, or the first difference.</param>
public sealed record KernelCheck(string Kernel, bool Passed, string Detail, TimeSpan Duration);

/// <summary>A self-test of one device.</summary>
public sealed record SelfTestResult(string DeviceId, IReadOnlyList<KernelCheck> Checks)
{
    public bool Passed => Checks.All(check => check.Passed);

    internal static SelfTestResult NotOpened(string deviceId, string message) => new(deviceId, [new KernelCheck("open", false, message, TimeSpan.Zero)]);
}

/// <summary>
/// Runs every kernel of this build on a device and compares it with a one-at-a-time CPU form on fixed inputs: edge values, sizes around the widths of lanes
/// and groups, and pseudo-random ones. Takes some tens of milliseconds on a GPU, plus compilation the first time.
/// </summary>
public static class DeviceSelfTest
{
    private static readonly (string Kernel, Func<IDevice, CancellationToken, string> Run)[] Kernels =
    [
        (Sha256TreeKernel.Module.Name, Sha256TreeCheck.Run),
        (Blake2bTreeKernel.Module.Name, Blake2bTreeCheck.Run),
        (RowEncodeKernel.Module.Name, RowEncodeCheck.Run),
    ];

    /// <summary>A kernel that answers wrongly or does not compile fails its check; the others are run all the same.</summary>
    /// <exception cref="DeviceException">The device was lost on the way.</exception>
    public static SelfTestResult Run(IDevice device, CancellationToken cancellation) =>
        new(device.Info.Id, [.. Kernels.Select(kernel => Check(kernel.Kernel, kernel.Run, device, cancellation))]);

    private static KernelCheck Check(string kernel, Func<IDevice, CancellationToken, string> run, IDevice device, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        try { return new KernelCheck(kernel, true, run(device, cancellation), Stopwatch.GetElapsedTime(start)); }
        catch (WrongResultException wrong) { return new KernelCheck(kernel, false, wrong.Message, Stopwatch.GetElapsedTime(start)); }
        catch (DeviceException failure) when (failure.Kind != DeviceFailure.Lost)
        {
            return new KernelCheck(kernel, false, failure.Message, Stopwatch.GetElapsedTime(start));
        }
        catch (DeviceMemoryException failure) { return new KernelCheck(kernel, false, failure.Message, Stopwatch.GetElapsedTime(start)); }
    }
}

/// <summary>A kernel disagrees with the CPU.</summary>
internal sealed class WrongResultException(string message) : Exception(message)
{
    /// <summary>Throws at the first 32-byte value that differs.</summary>
    public static void Compare(ReadOnlySpan<byte> got, ReadOnlySpan<byte> expected, string situation)
    {
        const int Value = 32;
        int same = got.CommonPrefixLength(expected);
        if (same == expected.Length) { return; }

        int at = same / Value;
        string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes[(at * Value)..Math.Min(bytes.Length, (at + 1) * Value)]);
        throw new WrongResultException($"{situation}: value {at} is {Hex(got)}, expected {Hex(expected)}");
    }
}
