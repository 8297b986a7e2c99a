using FvmCompute.Kernels.Blake2bTree;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Tests.Devices;

namespace FvmCompute.Kernels.Tests.Blake2bTree;

public class Blake2bTreeKernelTests(TestDevices devices) : IClassFixture<TestDevices>
{
    public static IEnumerable<object[]> Shapes =>
        from id in TestDevices.AllIds
        from shape in new[]
        {
            (1, 0), (1, 1), (6, 2), (7, 3), (8, 4), (15, 7), (16, 8), (63, 9), (64, 2),
            (127, 7), (128, 7), (129, 1), (254, 2), (255, 3), (256, 4), (2047, 2), (2049, 1), (5000, 0), (24, 14),
        }
        select new object[] { id, shape.Item1, shape.Item2 };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Build_OverRandomLeaves_EqualsOneHashAtATime(string id, int leafBytes, int depth)
    {
        byte[] leaves = new byte[leafBytes << depth];
        new Random(leafBytes + depth).NextBytes(leaves);
        byte[] expected = new byte[Blake2bTreeKernel.TreeBytes(1 << depth)];
        Blake2bTreeCheck.Build(leaves, leafBytes, expected);

        using Blake2bTreeKernel kernel = new(devices[id]);
        byte[] got = SelfTestInput.Poison(expected.Length);
        kernel.Build(leaves, leafBytes, got, CancellationToken.None);
        Assert.Equal(expected, got);
    }

    /// <summary>Roots by Python's hashlib: 32 leaves, byte i of the data is (i² + leafBytes) mod 256.</summary>
    [Theory]
    [InlineData(8, "8091867131f3769fbf3e03da97f71c8595f1145b4e92100518862a7c501cef0a")]
    [InlineData(100, "251c0f97419e6ea418d2325ad953ecf2d3e756dfdce1f709cf148fb8535106a6")]
    public void Build_OverKnownLeaves_GivesTheRootHashlibGives(int leafBytes, string root)
    {
        byte[] leaves = [.. Enumerable.Range(0, 32 * leafBytes).Select(i => (byte)((i * i) + leafBytes))];
        foreach (string id in TestDevices.AllIds)
        {
            using Blake2bTreeKernel kernel = new(devices[id]);
            byte[] tree = new byte[Blake2bTreeKernel.TreeBytes(32)];
            kernel.Build(leaves, leafBytes, tree, CancellationToken.None);
            Assert.Equal(root, Convert.ToHexStringLower(tree[^32..]));
        }
    }

    [Fact]
    public void Build_OverLeavesOnTheDevice_EqualsTheHostForm()
    {
        IDevice device = devices["opencl:0"];
        using Blake2bTreeKernel kernel = new(device);
        byte[] leaves = SelfTestInput.Bytes(48 << 13, 3);
        byte[] expected = new byte[Blake2bTreeKernel.TreeBytes(1 << 13)];
        kernel.Build(leaves, 48, expected, CancellationToken.None);

        using DeviceArena arena = DeviceArena.Reserve(device, 64 << 20, CancellationToken.None);
        using IDeviceStream stream = device.CreateStream();
        IDeviceBuffer data = arena.Allocate(leaves.Length + Blake2bTreeKernel.LeafPaddingBytes);
        IDeviceBuffer tree = arena.Allocate(expected.Length);
        IHostBuffer host = arena.AllocateHost(Math.Max(leaves.Length, expected.Length));
        leaves.CopyTo(host.Span);
        stream.Upload(host, data, 0, leaves.Length);
        stream.Fill(tree, 0xA5);
        kernel.Build(stream, data, 48, 1 << 13, tree, CancellationToken.None);
        stream.Download(tree, 0, host, expected.Length);
        stream.Finish();
        Assert.Equal(expected, host.Span[..expected.Length].ToArray());
    }

    /// <summary>Leaf lengths that do not divide, counts that are no power of two, outputs of the wrong size.</summary>
    [Theory]
    [InlineData(32, 0, 32)]
    [InlineData(32, -1, 32)]
    [InlineData(0, 32, 32)]
    [InlineData(96, 32, 160)]
    [InlineData(65, 32, 96)]
    [InlineData(64, 32, 64)]
    public void Build_OfLengthsThatDoNotFit_IsRefused(int bytes, int leafBytes, int treeBytes)
    {
        using Blake2bTreeKernel kernel = new(devices["cpu"]);
        Assert.ThrowsAny<ArgumentException>(() => kernel.Build(new byte[bytes], leafBytes, new byte[treeBytes], CancellationToken.None));
    }

    [Fact]
    public void Build_Cancelled_ReturnsTheMemory()
    {
        IDevice device = devices["opencl:0"];
        using Blake2bTreeKernel kernel = new(device);
        long before = device.Memory.UsedBytes;
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(20));
        byte[] leaves = new byte[64 << 20];
        byte[] tree = new byte[Blake2bTreeKernel.TreeBytes(2 << 20)];
        Action buildAgainAndAgain = () =>
        {
            // A fast machine ends a tree before the time is up; then a later one is cancelled in its middle.
            while (true) { kernel.Build(leaves, 32, tree, cancellation.Token); }
        };
        Assert.ThrowsAny<OperationCanceledException>(buildAgainAndAgain);
        Assert.Equal(before, device.Memory.UsedBytes);
    }
}
