namespace FvmCompute.Kernels.Devices;

/// <summary>What <c>--device</c> or <c>FVMCOMPUTE_DEVICE</c> asks for.</summary>
public sealed record DeviceRequest
{
    public const string Variable = "FVMCOMPUTE_DEVICE";
    public const string AutoText = "auto";

    private DeviceRequest(string text) => Text = text;

    /// <summary>CUDA, else an OpenCL GPU, else the CPU.</summary>
    public static DeviceRequest Auto { get; } = new(AutoText);

    /// <summary><c>auto</c> or the id of a device.</summary>
    public string Text { get; }

    /// <exception cref="FormatException">Not one of <c>auto | cpu | cuda:N | opencl:N</c>.</exception>
    public static DeviceRequest Parse(string text)
    {
        string lower = text.Trim().ToLowerInvariant();
        if (lower is AutoText or Cpu.CpuDevice.Id) { return new DeviceRequest(lower); }

        string[] parts = lower.Split(':');
        bool isIndexed = parts.Length == 2 && parts[0] is "cuda" or "opencl" && ushort.TryParse(parts[^1], out _) && parts[^1].All(char.IsAsciiDigit);
        return isIndexed
            ? new DeviceRequest($"{parts[0]}:{ushort.Parse(parts[1])}")
            : throw new FormatException($"device '{text}' is not one of auto, cpu, cuda:N, opencl:N (N from 0)");
    }

    /// <summary>The variable's value, or <see cref="Auto"/> when it is unset or empty.</summary>
    public static DeviceRequest FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? Parse(text) : Auto;

    public override string ToString() => Text;
}

/// <summary>The device that was chosen.</summary>
/// <param name="FallbackReason">Why it is not what was asked for; empty when it is. Never to be dropped: it belongs into the log, the job record and the
/// metrics.</param>
public sealed record DeviceSelection(DeviceRequest Request, DeviceInfo Device, string FallbackReason)
{
    public bool IsFallback => FallbackReason.Length > 0;
}

/// <summary>Chooses a device.</summary>
public static class DeviceSelector
{
    /// <param name="strict">Refuse instead of falling back; with <c>auto</c> that means refusing the CPU.</param>
    /// <param name="unavailable">Why a device is out of use at present (quarantined, lost), empty when it is not; null: none is.</param>
    /// <exception cref="DeviceUnavailableException">Strict, and what was asked for cannot be had.</exception>
    public static DeviceSelection Select(DeviceCatalog catalog, DeviceRequest request, bool strict, Func<DeviceInfo, string>? unavailable = null)
    {
        string Obstacle(DeviceInfo device) => device.UnusableReason.Length > 0 ? device.UnusableReason : unavailable?.Invoke(device) ?? "";

        DeviceInfo? asked = request == DeviceRequest.Auto ? null : catalog.Find(request.Text);
        if (asked is not null && Obstacle(asked).Length == 0) { return new DeviceSelection(request, asked, ""); }

        DeviceInfo? gpu = catalog.Devices.FirstOrDefault(device => device.IsAutomatic && Obstacle(device).Length == 0);
        if (gpu is not null && request == DeviceRequest.Auto) { return new DeviceSelection(request, gpu, ""); }

        string reason = request == DeviceRequest.Auto ? NoGpu(catalog, Obstacle) : Missing(catalog, request, asked, Obstacle);
        if (strict) { throw new DeviceUnavailableException(request.Text, reason); }

        return new DeviceSelection(request, gpu ?? catalog.Devices[^1], reason);
    }

    private static string Missing(DeviceCatalog catalog, DeviceRequest request, DeviceInfo? asked, Func<DeviceInfo, string> obstacle) => asked is not null
        ? $"{asked} cannot be used: {obstacle(asked)}"
        : $"there is no device {request.Text} (found: {string.Join(", ", catalog.Devices.Select(device => device.Id))}){Because(catalog.Notes)}";

    private static string NoGpu(DeviceCatalog catalog, Func<DeviceInfo, string> obstacle)
    {
        string[] passedOver = [.. catalog.Devices
            .Where(device => device.Framework != DeviceFramework.Cpu)
            .Select(device => $"{device}: {(obstacle(device) is { Length: > 0 } reason ? reason : device.Remark)}")];
        return $"no GPU can be used{Because([.. catalog.Notes, .. passedOver])}";
    }

    private static string Because(IReadOnlyList<string> facts) => facts.Count == 0 ? "" : $" ({string.Join("; ", facts)})";
}
