using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Tests.Devices;

public class DeviceSelfTestTests(TestDevices devices) : IClassFixture<TestDevices>
{
    [Theory]
    [MemberData(nameof(TestDevices.Ids), MemberType = typeof(TestDevices))]
    public void SelfTest_OnEveryDeviceOfTheMachine_Passes(string id)
    {
        SelfTestResult result = DeviceSelfTest.Run(devices[id], CancellationToken.None);
        Assert.All(result.Checks, check => Assert.True(check.Passed, $"{check.Kernel}: {check.Detail}"));
        Assert.Equal(["sha256_tree", "blake2b_tree", "row_encode"], result.Checks.Select(check => check.Kernel));
    }

    [Fact]
    public void Machine_Always_HasAnOpenClDevice() =>
        Assert.True(TestDevices.Catalog.Devices.Any(device => device.Framework == DeviceFramework.OpenCl || device.Aliases.Count > 0),
            $"no OpenCL device; ./test.sh installs pocl-opencl-icd ({string.Join("; ", TestDevices.Catalog.Notes)})");
}
