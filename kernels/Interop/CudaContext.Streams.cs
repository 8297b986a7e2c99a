namespace FvmCompute.Kernels.Interop;

internal sealed unsafe partial class CudaContext
{
    /// <summary>Not ordered after the legacy default stream (<c>CU_STREAM_NON_BLOCKING</c>), so two streams really overlap.</summary>
    private const uint NonBlocking = 1;

    public nint CreateStream()
    {
        Enter();
        nint stream;
        Check(_driver.Streams.Create(&stream, NonBlocking), "cuStreamCreate");
        return stream;
    }

    public void DestroyStream(nint stream)
    {
        if (TryEnter()) { _driver.Streams.Destroy(stream); }
    }

    /// <summary>Whether everything submitted has finished; what failed on the way is thrown here.</summary>
    public bool IsIdle(nint stream)
    {
        Enter();
        int status = _driver.Streams.Query(stream);
        if (status == CudaStatus.NotReady) { return false; }

        Check(status, "cuStreamQuery");
        return true;
    }

    public void Upload(nint source, ulong destination, long bytes, nint stream)
    {
        Enter();
        Check(_driver.Streams.Upload(destination, (void*)source, (nuint)bytes, stream), "cuMemcpyHtoDAsync_v2");
    }

    public void Download(ulong source, nint destination, long bytes, nint stream)
    {
        Enter();
        Check(_driver.Streams.Download((void*)destination, source, (nuint)bytes, stream), "cuMemcpyDtoHAsync_v2");
    }

    public void Fill(ulong destination, byte value, long bytes, nint stream)
    {
        Enter();
        Check(_driver.Streams.Fill(destination, value, (nuint)bytes, stream), "cuMemsetD8Async");
    }

    /// <summary>
    /// Launches a one-dimensional grid. Each slot holds one parameter in its low bytes (pointers as device addresses); the driver knows the
    /// parameters' sizes and copies them before it returns.
    /// </summary>
    public void Launch(nint function, uint groups, uint groupSize, nint stream, ReadOnlySpan<ulong> slots)
    {
        Enter();
        void** parameters = stackalloc void*[slots.Length];
        fixed (ulong* first = slots)
        {
            for (int i = 0; i < slots.Length; i++) { parameters[i] = first + i; }
            Check(_driver.Modules.Launch(function, groups, 1, 1, groupSize, 1, 1, 0, stream, parameters, null), "cuLaunchKernel");
        }
    }
}
