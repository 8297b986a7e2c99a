using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Tests.Devices;

/// <summary>
/// The devices this machine has. PoCL, which <c>test.sh</c> installs, is one of them: a run without any OpenCL device fails instead of testing less.
/// </summary>
public sealed class TestDevices : IDisposable
{
    private readonly Dictionary<string, IDevice> _open = [];

    public static DeviceCatalog Catalog { get; } = DeviceCatalog.Discover();

    /// <summary>Every device, and OpenCL's view of cards that CUDA drives.</summary>
    public static IEnumerable<string> AllIds => Catalog.Devices.SelectMany(device => device.Aliases.Prepend(device.Id));

    public static TheoryData<string> Ids => [.. AllIds];

    public IDevice this[string id]
    {
        get
        {
            lock (_open) { return _open.TryGetValue(id, out IDevice? device) ? device : _open[id] = Catalog.Open(Catalog.Find(id)!); }
        }
    }

    public void Dispose()
    {
        foreach (IDevice device in _open.Values) { device.Dispose(); }
    }
}
