using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Machine;

public sealed class DeepStackTests
{
    [Fact]
    public void Run_InsideRun_StaysOnItsThread()
    {
        (Thread outer, Thread inner) = DeepStack.Run(() => (Thread.CurrentThread, DeepStack.Run(() => Thread.CurrentThread)));

        Assert.Same(outer, inner);
        Assert.NotSame(Thread.CurrentThread, outer);
    }

    [Fact]
    public void Run_OfWorkThatThrows_ThrowsTheSame()
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => DeepStack.Run<int>(() => throw new InvalidDataException("x")));
        Assert.Equal("x", e.Message);
    }

    [Fact]
    public void Run_OfDeepRecursion_HasTheRoom() => Assert.Equal(100_000, DeepStack.Run(() => Depth(100_000)));

    private static int Depth(int left)
    {
        Span<byte> frame = stackalloc byte[1024];
        frame[left & 1023] = 1;
        return left == 0 ? 0 : Depth(left - 1) + frame[left & 1023];
    }
}
