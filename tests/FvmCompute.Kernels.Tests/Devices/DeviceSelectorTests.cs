using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Tests.Devices;

[Collection(nameof(FakeCuda))]
public sealed class DeviceSelectorTests
{
    public DeviceSelectorTests() => FakeCuda.Reset();

    [Theory]
    [InlineData("auto", "auto")]
    [InlineData(" CPU ", "cpu")]
    [InlineData("cuda:0", "cuda:0")]
    [InlineData("opencl:012", "opencl:12")]
    public void Request_WellFormed_IsNormalised(string text, string normal) => Assert.Equal(normal, DeviceRequest.Parse(text).Text);

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:+1")]
    [InlineData("cuda:65536")]
    [InlineData("cuda:0:1")]
    [InlineData("rocm:0")]
    [InlineData("cpu:0")]
    public void Request_Malformed_NamesTheAllowedForms(string text) =>
        Assert.Contains("not one of auto, cpu, cuda:N, opencl:N", Assert.Throws<FormatException>(() => DeviceRequest.Parse(text)).Message);

    /// <summary>Machines as (CUDA cards, PoCL present), requests, and what must come of them; an empty reason means no fallback.</summary>
    [Theory]
    [InlineData(0, false, "auto", "cpu", "no GPU can be used (CUDA: no library; OpenCL: no library)")]
    [InlineData(0, false, "cpu", "cpu", "")]
    [InlineData(0, false, "cuda:0", "cpu", "there is no device cuda:0 (found: cpu) (CUDA: no library; OpenCL: no library)")]
    [InlineData(0, true, "auto", "cpu", "an OpenCL device on the CPU: used only when named, never by auto")]
    [InlineData(0, true, "opencl:0", "opencl:0", "")]
    [InlineData(0, true, "opencl:1", "cpu", "there is no device opencl:1 (found: opencl:0, cpu)")]
    [InlineData(1, true, "auto", "cuda:0", "")]
    [InlineData(2, true, "cuda:1", "cuda:1", "")]
    [InlineData(2, true, "cuda:2", "cuda:0", "there is no device cuda:2 (found: cuda:0, cuda:1, opencl:0, cpu)")]
    [InlineData(1, true, "cpu", "cpu", "")]
    public void Select_OnAMachine_ChoosesOrSaysWhyNot(int cards, bool hasPocl, string request, string chosen, string reason)
    {
        DeviceCatalog catalog = Catalog(cards, hasPocl);
        DeviceSelection selection = DeviceSelector.Select(catalog, DeviceRequest.Parse(request), strict: false);
        Assert.Equal(chosen, selection.Device.Id);
        Assert.Equal(reason.Length > 0, selection.IsFallback);
        Assert.Contains(reason, selection.FallbackReason);
    }

    [Theory]
    [InlineData(0, true, "auto")]
    [InlineData(0, false, "cuda:0")]
    [InlineData(1, true, "cuda:1")]
    public void Select_StrictWithoutTheDevice_Refuses(int cards, bool hasPocl, string request)
    {
        DeviceCatalog catalog = Catalog(cards, hasPocl);
        DeviceRequest asked = DeviceRequest.Parse(request);
        DeviceUnavailableException refused = Assert.Throws<DeviceUnavailableException>(() => DeviceSelector.Select(catalog, asked, strict: true));
        Assert.StartsWith($"{request} is not available: ", refused.Message);
    }

    [Theory]
    [InlineData("auto", "cuda:1")]
    [InlineData("cuda:0", "cuda:1")]
    public void Select_WithAQuarantinedCard_TakesTheNextAndSaysWhy(string request, string chosen)
    {
        DeviceSelection selection = DeviceSelector.Select(
            Catalog(2, hasPocl: false),
            DeviceRequest.Parse(request),
            strict: false,
            unavailable: device => device.Id == "cuda:0" ? "quarantined: kernel k" : "");
        Assert.Equal(chosen, selection.Device.Id);
        Assert.Equal(request != "auto", selection.FallbackReason.Contains("cuda:0 (Fake GPU) cannot be used: quarantined: kernel k"));
    }

    [Fact]
    public void Report_OfAStrictFallback_SelectsNothingAndSaysWhy()
    {
        DeviceReport report = DeviceReport.Create(Catalog(0, hasPocl: true), DeviceRequest.Auto, strict: true);
        Assert.Equal(("auto", "", false), (report.Requested, report.Selected, report.IsHealthy));
        Assert.NotEmpty(report.FallbackReason);
        Assert.DoesNotContain(report.Devices, device => device.IsSelected);
    }

    [Fact]
    public void Report_WithSelfTests_MarksTheSelectedAndTheFailed()
    {
        DeviceReport report = DeviceReport.Create(
            Catalog(2, hasPocl: false),
            DeviceRequest.Parse("cuda:1"),
            strict: true,
            selfTest: device => device.Id == "cuda:0" ? new SelfTestResult("cuda:0", [new KernelCheck("k", false, "differs", TimeSpan.Zero)]) : null);
        Assert.Equal("cuda:1", Assert.Single(report.Devices, device => device.IsSelected).Device.Id);
        Assert.False(report.IsHealthy);
    }

    private static DeviceCatalog Catalog(int cards, bool hasPocl)
    {
        FakeCuda.DeviceCount = cards;
        ExportFinder? openCl = hasPocl ? DeviceLibraries.Default.OpenOpenCl(out _) : null;
        return DeviceCatalog.Discover(cards > 0 ? FakeCuda.Exports() : null, "no library", openCl, "no library");
    }
}
