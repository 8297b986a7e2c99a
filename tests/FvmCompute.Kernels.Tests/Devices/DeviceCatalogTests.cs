using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Tests.Devices;

public class DeviceCatalogTests
{
    [Fact]
    public void Discover_WithoutAnyLibrary_FindsTheCpuAndNamesWhatIsMissing()
    {
        DeviceCatalog catalog = DeviceCatalog.Discover(new DeviceLibraries("libnothing-cuda.so.1", "/nonexistent/libOpenCL.so.1"));
        Assert.Equal(["cpu"], catalog.Devices.Select(device => device.Id));
        Assert.Equal(["CUDA: libnothing-cuda.so.1 not found", "OpenCL: /nonexistent/libOpenCL.so.1 not found"], catalog.Notes);
    }

    [Fact]
    public void Discover_WithALibraryThatIsNoDriver_NamesTheMissingFunction()
    {
        DeviceCatalog catalog = DeviceCatalog.Discover(new DeviceLibraries("libc.so.6", "libc.so.6"));
        Assert.Equal(["cpu"], catalog.Devices.Select(device => device.Id));
        Assert.Contains("cuInit", catalog.Notes[0]);
        Assert.Contains("clGetPlatformIDs", catalog.Notes[1]);
    }

    [Fact]
    public void Cpu_AsDescribed_HasNameUnitsAndMemory()
    {
        DeviceInfo cpu = DeviceCatalog.Discover(new DeviceLibraries("none", "none")).Find("cpu")!;
        Assert.Equal(Environment.ProcessorCount, cpu.ComputeUnits);
        Assert.True(cpu.MemoryBytes > 1 << 20 && cpu.Name.Length > 0);
        Assert.Contains(cpu.ToolkitVersion, new[] { "scalar", "avx2", "avx512" });
    }

    /// <summary>UUID and PCI address of a CUDA card and of an OpenCL device, and whether both are one card. Names are equal, positions are not.</summary>
    [Theory]
    [InlineData("u1", "p1", "u1", "p2", true)]
    [InlineData("u1", "p1", "u2", "p1", false)]
    [InlineData("", "p1", "u2", "p1", true)]
    [InlineData("u1", "p1", "", "p2", false)]
    [InlineData("", "", "", "", false)]
    public void Merge_OfTwoViews_GoesByUuidThenPciThenPosition(string uuid, string pci, string otherUuid, string otherPci, bool isOne)
    {
        DeviceInfo card = Device("cuda:0", DeviceFramework.Cuda) with { Uuid = uuid, PciBusId = pci };
        DeviceInfo first = Device("opencl:0", DeviceFramework.OpenCl) with { Uuid = "u9", PciBusId = "p9" };
        DeviceInfo view = Device("opencl:1", DeviceFramework.OpenCl) with { Uuid = otherUuid, PciBusId = otherPci };
        IReadOnlyList<DeviceInfo> merged = DeviceIdentity.Merge([card], [first, view]);
        Assert.Equal(isOne, merged[0].Aliases.Contains("opencl:1"));
    }

    [Fact]
    public void Merge_WithoutAnyIdentity_PairsTheNthOfAName()
    {
        IReadOnlyList<DeviceInfo> merged = DeviceIdentity.Merge(
            [Device("cuda:0", DeviceFramework.Cuda), Device("cuda:1", DeviceFramework.Cuda)],
            [
                Device("opencl:0", DeviceFramework.OpenCl) with { Name = "other" },
                Device("opencl:1", DeviceFramework.OpenCl),
                Device("opencl:2", DeviceFramework.OpenCl),
            ]);
        Assert.Equal(["cuda:0", "cuda:1", "opencl:0"], merged.Select(device => device.Id));
        Assert.Equal([["opencl:1"], ["opencl:2"], []], merged.Select(device => device.Aliases.ToArray()));
    }

    [Fact]
    public void Identity_FromDriverBytes_IsWrittenAsToolsWriteIt()
    {
        Assert.Equal("00112233-4455-6677-8899-aabbccddeeff", DeviceIdentity.Uuid(Convert.FromHexString("00112233445566778899aabbccddeeff")));
        Assert.Equal("", DeviceIdentity.Uuid(new byte[16]));
        Assert.Equal("0001:3b:1f.7", DeviceIdentity.PciBusId(Convert.FromHexString("010000003b0000001f00000007000000")));
    }

    private static DeviceInfo Device(string id, DeviceFramework framework) =>
        new() { Id = id, Name = "card", Vendor = "", Framework = framework, Kind = DeviceKind.Gpu };
}
