using System.CommandLine;
using FvmCompute.Kernels.Devices;
using FvmCompute.Sidecar.Compute;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary><c>devices [--self-test]</c>: what will run where, and why not on a GPU when not.</summary>
internal static class DevicesCommand
{
    public static Command Build()
    {
        var command = new Command(
            "devices", "list the devices of this machine, which one jobs run on, and why; exit code 1 when a self-test fails or the device cannot be had");
        Option<bool> selfTest = new("--self-test") { Description = "run every kernel on every device against the CPU" };
        command.Options.Add(selfTest);
        var settings = new SettingOptions(command, "device", "device-strict", "threads");
        command.Runs((result, output, cancellation) => Task.Run(() =>
        {
            using var devices = new ComputeDevices(settings.Read(result));
            DeviceReport report = devices.Report(result.GetValue(selfTest), cancellation);
            output.Result(report, Print);
            return report.IsHealthy ? 0 : ExitCodes.Failed;
        }));
        return command;
    }

    private static void Print(DeviceReport report, TextWriter text)
    {
        foreach (DeviceReportEntry entry in report.Devices) { Print(entry, text); }
        text.WriteLine(report.Selected.Length > 0
            ? $"jobs run on {report.Selected} (asked for: {report.Requested})"
            : $"no job can run (asked for: {report.Requested}, strictly)");
        if (report.FallbackReason.Length > 0) { text.WriteLine($"because {report.FallbackReason}"); }
    }

    private static void Print(DeviceReportEntry entry, TextWriter text)
    {
        DeviceInfo device = entry.Device;
        text.WriteLine($"{(entry.IsSelected ? "*" : " ")} {device.Id,-10} {device.Name}");
        text.Write($"    {device.Framework}, {device.Vendor}, driver {device.DriverVersion}, ");
        text.WriteLine($"{Units.Bytes(device.MemoryBytes)}, {device.ComputeUnits} compute units");
        foreach (string line in (string[])[entry.UnusableReason, device.Remark])
        {
            if (line.Length > 0) { text.WriteLine($"    {line}"); }
        }

        foreach (KernelCheck check in entry.SelfTest?.Checks ?? [])
        {
            text.WriteLine($"    {(check.Passed ? "ok    " : "WRONG ")} {check.Kernel}: {check.Detail} ({Units.Duration(check.Duration)})");
        }
    }
}
