using FvmCompute.Kernels.Devices;
using FvmCompute.Sidecar.Compute;
using FvmCompute.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FvmCompute.Sidecar.Services;

/// <summary>fvmcompute.v1.Devices.</summary>
public sealed class DevicesService(ComputeDevices devices) : V1.Devices.DevicesBase
{
    public override Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context)
    {
        DeviceReport report = devices.Report(test: false, context.CancellationToken);
        var response = new ListDevicesResponse { Requested = report.Requested, FallbackReason = report.FallbackReason };
        response.Devices.AddRange(report.Devices.Select(ToMessage));
        return Task.FromResult(response);
    }

    public override Task<SelfTestResponse> SelfTest(SelfTestRequest request, ServerCallContext context) => Task.Run(() =>
    {
        string id = request.DeviceId.Length > 0 ? request.DeviceId : devices.Select().Device.Id;
        SelfTestResult result = devices.SelfTest(id, context.CancellationToken) ?? throw ServiceErrors.NotFound("device", id);
        var response = new SelfTestResponse { DeviceId = result.DeviceId, Passed = result.Passed };
        response.Checks.AddRange(result.Checks.Select(check => new V1.KernelCheck
        {
            Kernel = check.Kernel,
            Passed = check.Passed,
            Detail = check.Detail,
            Duration = Duration.FromTimeSpan(check.Duration),
        }));
        return response;
    });

    private static Device ToMessage(DeviceReportEntry entry) => new()
    {
        Id = entry.Device.Id,
        Name = entry.Device.Name,
        Vendor = entry.Device.Vendor,
        Framework = entry.Device.Framework.ToString().ToLowerInvariant(),
        DriverVersion = entry.Device.DriverVersion,
        ToolkitVersion = entry.Device.ToolkitVersion,
        MemoryBytes = (ulong)entry.Device.MemoryBytes,
        ComputeUnits = (uint)entry.Device.ComputeUnits,
        Uuid = entry.Device.Uuid,
        PciBusId = entry.Device.PciBusId,
        Selected = entry.IsSelected,
        UnusableReason = entry.UnusableReason,
    };
}
