using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Sha256Tree;
using FvmCompute.Kernels.Tests.Devices;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.Tests.Sha256Tree;

public class Sha256TreeKernelTests(TestDevices devices) : IClassFixture<TestDevices>
{
    public static IEnumerable<object[]> Shapes =>
        from id in TestDevices.AllIds
        from shape in new[] { (1, 0), (3, 1), (1, 2), (127, 1), (128, 1), (129, 1), (255, 2), (257, 3), (1, 7), (3, 8), (1, 10), (5, 12), (3, 13), (1, 16) }
        select new object[] { id, shape.Item1, shape.Item2 };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Reduce_OfRandomNodes_EqualsOneSha256AtATime(string id, int roots, int levels)
    {
        byte[] nodes = new byte[(roots << levels) * 32];
        new Random(roots + levels).NextBytes(nodes);
        byte[] expected = new byte[roots * 32];
        Sha256TreeCheck.Fold(nodes, levels, expected);
        Assert.Equal(expected, Reduce(devices[id], nodes, levels, roots));
    }

    /// <summary>Roots of trees of zero leaves, as every Filecoin implementation lists them (pieces of zeros of 128 B to 1 KiB).</summary>
    [Theory]
    [InlineData(1, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb0b")]
    [InlineData(2, "3731bb99ac689f66eef5973e4a94da188f4ddcae580724fc6f3fd60dfd488333")]
    [InlineData(3, "642a607ef886b004bf2c1978463ae1d4693ac0f410eb2d1b7a47fe205e5e750f")]
    [InlineData(4, "57a2381a28652bf47f6bef7aca679be4aede5871ab5cf3eb2c08114488cb8526")]
    public void Reduce_OfZeros_GivesTheKnownZeroCommitments(int levels, string root)
    {
        foreach (string id in TestDevices.AllIds)
        {
            Assert.Equal(root, Convert.ToHexStringLower(Reduce(devices[id], new byte[32 << levels], levels, 1)));
        }
    }

    [Theory]
    [InlineData(64, 1, 64)]
    [InlineData(96, 1, 32)]
    [InlineData(64, -1, 32)]
    [InlineData(64, 27, 0)]
    public void Reduce_OfLengthsThatDoNotFit_IsRefused(int nodeBytes, int levels, int rootBytes)
    {
        using Sha256TreeKernel kernel = new(devices["opencl:0"]);
        Assert.ThrowsAny<ArgumentException>(() => kernel.Reduce(new byte[nodeBytes], levels, new byte[rootBytes], CancellationToken.None));
    }

    /// <summary>Cancelled while slices are under way, the kernel returns soon and serves the next call rightly.</summary>
    [Fact]
    public async Task Reduce_Cancelled_FreesTheDeviceAndServesTheNextCall()
    {
        using Sha256TreeKernel kernel = new(devices["opencl:0"]);
        byte[] nodes = new byte[64 << 20];
        using CancellationTokenSource cancellation = new();
        Task job = Task.Run(() =>
        {
            // Again and again, so that a slow machine cancels one of them in its middle too.
            while (true) { kernel.Reduce(nodes, 21, new byte[32], cancellation.Token); }
        });
        await Task.Delay(30);
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);

        byte[] root = new byte[32];
        kernel.Reduce(nodes.AsSpan(0, 64), 1, root, CancellationToken.None);
        Assert.Equal("f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb0b", Convert.ToHexStringLower(root));
    }

    [Fact]
    public void Reduce_AfterDisposal_IsRefused()
    {
        Sha256TreeKernel kernel = new(devices["opencl:0"]);
        kernel.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kernel.Reduce(new byte[64], 1, new byte[32], CancellationToken.None));
    }

    [Fact]
    public void Reduce_FromManyThreads_GivesEachItsOwnRoots()
    {
        using Sha256TreeKernel kernel = new(devices["opencl:0"]);
        Parallel.For(0, 16, seed =>
        {
            byte[] nodes = SelfTestInput.Bytes(32 << 6, seed);
            byte[] expected = new byte[32];
            byte[] got = new byte[32];
            new CpuNodeReducer().Reduce(nodes, 6, expected, CancellationToken.None);
            kernel.Reduce(nodes, 6, got, CancellationToken.None);
            Assert.Equal(expected, got);
        });
    }

    private static byte[] Reduce(IDevice device, byte[] nodes, int levels, int roots)
    {
        using Sha256TreeKernel kernel = new(device);
        byte[] got = SelfTestInput.Poison(roots * 32);
        kernel.Reduce(nodes, levels, got, CancellationToken.None);
        return got;
    }
}
