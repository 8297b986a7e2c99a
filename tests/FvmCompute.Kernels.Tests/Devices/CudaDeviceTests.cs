using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Sha256Tree;

namespace FvmCompute.Kernels.Tests.Devices;

/// <summary>The CUDA path without a card: the committed PTX, interpreted, behind a driver of our own.</summary>
[Collection(nameof(FakeCuda))]
public sealed class CudaDeviceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fvmcompute-cuda-").FullName;

    public CudaDeviceTests() => FakeCuda.Reset();

    private ProgramCache Cache => new(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(70, ".target sm_70")]
    [InlineData(89, ".target sm_70")]
    [InlineData(90, ".target sm_90")]
    [InlineData(120, ".target sm_90")]
    public void Ptx_ForACapability_IsTheNewestItCanRun(int capability, string target) =>
        Assert.Contains(target, System.Text.Encoding.ASCII.GetString(Sha256TreeKernel.Module.Ptx(capability)));

    [Theory]
    [InlineData(70)]
    [InlineData(90)]
    public void SelfTest_OverTheCommittedPtx_Passes(int capability)
    {
        FakeCuda.ComputeCapability = capability;
        using IDevice device = Open();
        SelfTestResult result = DeviceSelfTest.Run(device, CancellationToken.None);
        Assert.All(result.Checks, check => Assert.True(check.Passed, $"{check.Kernel}: {check.Detail}"));
        Assert.Equal(0, FakeCuda.LiveAllocations);
    }

    [Fact]
    public void Card_BelowTheOldestTarget_IsListedAsUnusable()
    {
        FakeCuda.ComputeCapability = 61;
        DeviceCatalog catalog = Catalog();
        Assert.Contains("compute capability 6.1 is below 7.0", catalog.Find("cuda:0")!.UnusableReason);
        Assert.Equal("cpu", DeviceSelector.Select(catalog, DeviceRequest.Auto, strict: false).Device.Id);
        Assert.Throws<DeviceUnavailableException>(() => catalog.Open(catalog.Find("cuda:0")!, cache: Cache));
    }

    [Fact]
    public void Program_LoadedTwice_IsLinkedOnce()
    {
        using IDevice device = Open();
        device.Load(Sha256TreeKernel.Module).Dispose();
        device.Load(Sha256TreeKernel.Module).Dispose();
        Assert.Equal(1, FakeCuda.Links);
    }

    [Fact]
    public void CachedProgram_ThatTheDriverRefuses_IsLinkedAgain()
    {
        using IDevice device = Open();
        ProgramKey key = ProgramKey.For(Sha256TreeKernel.Module, Sha256TreeKernel.Module.Ptx(90), "", device.Info);
        Assert.True(Cache.TryWrite(key, "of another driver"u8));
        device.Load(Sha256TreeKernel.Module).Dispose();
        Assert.Equal(1, FakeCuda.Links);
        Assert.NotEqual("of another driver"u8.ToArray(), Cache.TryRead(key));
    }

    [Fact]
    public void Ptx_ThatDoesNotLink_SaysWhatTheAssemblerSaid()
    {
        using IDevice device = Open();
        FakeCuda.Fail("cuLinkAddData_v2", 218);
        DeviceException failure = Assert.Throws<DeviceException>(() => device.Load(Sha256TreeKernel.Module));
        Assert.Equal(DeviceFailure.Build, failure.Kind);
        Assert.Equal("cuda:0 (Fake GPU): cuLinkAddData_v2 failed with CUDA_ERROR_INVALID_PTX (218): ptxas error: planted", failure.Message);
    }

    [Theory]
    [InlineData("cuMemAlloc_v2", FakeCuda.OutOfMemory, DeviceFailure.OutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY")]
    [InlineData("cuLaunchKernel", FakeCuda.LaunchFailed, DeviceFailure.Lost, "CUDA_ERROR_LAUNCH_FAILED")]
    [InlineData("cuStreamQuery", FakeCuda.IllegalAddress, DeviceFailure.Lost, "CUDA_ERROR_ILLEGAL_ADDRESS")]
    [InlineData("cuMemcpyHtoDAsync_v2", 1, DeviceFailure.Refused, "unknown CUDA status")]
    [InlineData("cuStreamCreate", 999, DeviceFailure.Lost, "unknown CUDA status")]
    public void NativeFailure_InAJob_NamesCallStatusAndDevice(string function, int status, DeviceFailure kind, string name)
    {
        using IDevice device = Open();
        using Sha256TreeKernel kernel = new(device);
        FakeCuda.Fail(function, status);
        DeviceException failure = Assert.Throws<DeviceException>(() => kernel.Reduce(new byte[64], 1, new byte[32], CancellationToken.None));
        Assert.Equal((kind, function, status, name), (failure.Kind, failure.Call, failure.Status, failure.StatusName));
        Assert.StartsWith($"cuda:0 (Fake GPU): {function} failed with {name} ({status})", failure.Message);
    }

    [Fact]
    public void LostCard_Closed_ResetsItsContext()
    {
        IDevice device = Open();
        FakeCuda.Fail("cuMemAlloc_v2", FakeCuda.LaunchFailed);
        Assert.Throws<DeviceException>(() => device.Allocate(64));
        device.Dispose();
        Assert.Equal(1, FakeCuda.Resets);
    }

    [Theory]
    [InlineData("cuInit", FakeCuda.NoDevice, "CUDA: cuda: cuInit failed with CUDA_ERROR_NO_DEVICE (100)")]
    [InlineData("cuDeviceGetAttribute", FakeCuda.LaunchFailed, "CUDA: cuda:0: cuDeviceGetAttribute failed with CUDA_ERROR_LAUNCH_FAILED (719)")]
    public void Discovery_WithAFailingDriver_NotesItAndGoesOn(string function, int status, string note)
    {
        FakeCuda.Fail(function, status);
        DeviceCatalog catalog = Catalog();
        Assert.Equal(["cpu"], catalog.Devices.Select(device => device.Id));
        Assert.Contains(note, catalog.Notes);
    }

    [Fact]
    public void Discovery_WithAnOldDriver_NamesTheMissingFunction()
    {
        DeviceCatalog catalog = DeviceCatalog.Discover(FakeCuda.Exports(absent: "cuLinkCreate_v2"), "", null, "none");
        Assert.Contains("CUDA: the driver library does not export cuLinkCreate_v2: it is too old", catalog.Notes);
    }

    [Fact]
    public void Card_AsDiscovered_CarriesWhatTheDriverSays()
    {
        DeviceInfo card = Catalog().Find("cuda:0")!;
        Assert.Equal(("Fake GPU", "NVIDIA", "CUDA 12.4", 90), (card.Name, card.Vendor, card.ToolkitVersion, card.ComputeCapability));
        Assert.Equal(("01020304-0506-0708-090a-0b0c0d0e0f10", "0000:3b:00.0", 1L << 30, 4), (card.Uuid, card.PciBusId, card.MemoryBytes, card.ComputeUnits));
    }

    private static DeviceCatalog Catalog() => DeviceCatalog.Discover(FakeCuda.Exports(), "", null, "none");

    private IDevice Open()
    {
        DeviceCatalog catalog = Catalog();
        return catalog.Open(catalog.Find("cuda:0")!, cache: Cache);
    }
}

[CollectionDefinition(nameof(FakeCuda), DisableParallelization = true)]
public sealed class FakeCudaCollection;
