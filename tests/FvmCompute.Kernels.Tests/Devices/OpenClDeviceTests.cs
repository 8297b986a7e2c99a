using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Interop;
using FvmCompute.Kernels.Sha256Tree;

namespace FvmCompute.Kernels.Tests.Devices;

[Collection(nameof(FakeCuda))]
public sealed class OpenClDeviceTests
{
    private const ulong CpuType = 2;
    private const ulong GpuType = 4;
    private const ulong AcceleratorType = 8;

    public OpenClDeviceTests()
    {
        FakeCuda.Reset();
        DisguisedOpenCl.Reset();
    }

    [Theory]
    [InlineData(GpuType, "opencl:0", "")]
    [InlineData(CpuType, "cpu", "used only when named, never by auto")]
    [InlineData(AcceleratorType, "cpu", "neither GPU nor CPU: used only when named, never by auto")]
    public void Auto_WithAnOpenClDevice_TakesItOnlyWhenItIsAGpu(ulong type, string chosen, string reason)
    {
        DisguisedOpenCl.DeviceType = type;
        DeviceSelection selection = DeviceSelector.Select(Catalog(), DeviceRequest.Auto, strict: false);
        Assert.Equal(chosen, selection.Device.Id);
        Assert.Contains(reason, selection.FallbackReason);
    }

    [Fact]
    public void Card_SeenByBothFrameworks_IsListedOnceUnderCudaAndOpensUnderEither()
    {
        DisguisedOpenCl.DeviceType = GpuType;
        DisguisedOpenCl.DeviceUuid = FakeCuda.Uuid;
        DeviceCatalog catalog = DeviceCatalog.Discover(FakeCuda.Exports(), "", DisguisedOpenCl.Find, "");
        Assert.Equal(["cuda:0", "cpu"], catalog.Devices.Select(device => device.Id));
        Assert.Equal(["opencl:0"], catalog.Devices[0].Aliases);
        Assert.Equal("cuda:0", DeviceSelector.Select(catalog, DeviceRequest.Auto, strict: true).Device.Id);

        DeviceReport report = DeviceReport.Create(catalog, DeviceRequest.Parse("opencl:0"), strict: true);
        Assert.Equal("opencl:0", report.Selected);
        Assert.True(report.Devices[0].IsSelected);
        using IDevice device = catalog.Open(catalog.Find("opencl:0")!);
        Assert.Equal(DeviceFramework.OpenCl, device.Info.Framework);
    }

    [Theory]
    [InlineData("clCreateBuffer", -4, DeviceFailure.OutOfMemory, "CL_MEM_OBJECT_ALLOCATION_FAILURE")]
    [InlineData("clCreateBuffer", -5, DeviceFailure.OutOfMemory, "CL_OUT_OF_RESOURCES")]
    [InlineData("clEnqueueNDRangeKernel", -5, DeviceFailure.Lost, "CL_OUT_OF_RESOURCES")]
    [InlineData("clEnqueueNDRangeKernel", -54, DeviceFailure.Refused, "CL_INVALID_WORK_GROUP_SIZE")]
    [InlineData("clFinish", -9999, DeviceFailure.Lost, "fault in a kernel (NVIDIA)")]
    [InlineData("clFinish", -77, DeviceFailure.Refused, "unknown OpenCL status")]
    public void NativeFailure_InAJob_NamesCallStatusAndDevice(string function, int status, DeviceFailure kind, string name)
    {
        DeviceCatalog catalog = Catalog();
        using IDevice device = catalog.Open(catalog.Find("opencl:0")!);
        using Sha256TreeKernel kernel = new(device);
        DisguisedOpenCl.Fail(function, status);
        DeviceException failure = Assert.Throws<DeviceException>(() => kernel.Reduce(new byte[64], 1, new byte[32], CancellationToken.None));
        Assert.Equal((kind, function, status, name), (failure.Kind, failure.Call, failure.Status, failure.StatusName));
        Assert.StartsWith("opencl:0 (", failure.Message);
    }

    [Fact]
    public void Source_ThatDoesNotBuild_SaysWhatTheCompilerSaid()
    {
        OpenClDriver driver = new(DisguisedOpenCl.Find);
        nint device = driver.Platforms().SelectMany(driver.Devices).First();
        using OpenClContext context = new(driver, device, "opencl:0");
        DeviceException failure = Assert.Throws<DeviceException>(() => context.BuildSource("__kernel void k() { undeclared_thing; }"u8, "-cl-std=CL1.2"));
        Assert.Equal(DeviceFailure.Build, failure.Kind);
        Assert.Contains("undeclared_thing", failure.Message);
    }

    [Fact]
    public void Buffer_BeyondTheLargestAllocation_IsRefusedWithBothNumbers()
    {
        DeviceCatalog catalog = Catalog();
        using IDevice device = catalog.Open(catalog.Find("opencl:0")!);
        DeviceMemoryException refused = Assert.Throws<DeviceMemoryException>(() => device.Allocate(1L << 40));
        Assert.Equal(1L << 40, refused.NeededBytes);
        Assert.Contains("the driver's largest single allocation is", refused.Message);
    }

    [Fact]
    public void Launch_WithArgumentsTheKernelDoesNotDeclare_IsRefused()
    {
        DeviceCatalog catalog = Catalog();
        using IDevice device = catalog.Open(catalog.Find("opencl:0")!);
        using IDeviceStream stream = device.CreateStream();
        using IDeviceProgram program = device.Load(Sha256TreeKernel.Module);
        using IDeviceBuffer buffer = device.Allocate(64);
        IDeviceKernel kernel = program.Kernel("sha256_tree_reduce");
        string Refusal(params KernelArgument[] arguments) => Assert.Throws<ArgumentException>(() => stream.Launch(kernel, 1, arguments)).Message;

        Assert.Contains("takes 4 arguments, got 1", Refusal(KernelArgument.Of(buffer)));
        Assert.Contains("argument 2 is UInt64", Refusal(KernelArgument.Of(buffer), KernelArgument.Of(buffer), KernelArgument.Of(1ul), KernelArgument.Of(1u)));
        Assert.Contains("has no kernel nothing", Assert.Throws<ArgumentException>(() => program.Kernel("nothing")).Message);
    }

    [Fact]
    public void Device_ThatNeverAnswers_CountsAsLost()
    {
        DeviceException failure = Assert.Throws<DeviceException>(() => DeviceWait.Until(() => false, "cuda:0", TimeSpan.FromMilliseconds(40)));
        Assert.Equal(DeviceFailure.Lost, failure.Kind);
    }

    private static DeviceCatalog Catalog() => DeviceCatalog.Discover(null, "none", DisguisedOpenCl.Find, "");
}
