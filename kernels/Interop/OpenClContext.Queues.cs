namespace FvmCompute.Kernels.Interop;

internal sealed unsafe partial class OpenClContext
{
    private const uint EventExecutionStatus = 0x11D3;

    /// <summary>An in-order queue.</summary>
    public nint CreateQueue()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int status;
        nint queue = _driver.Queues.CreateQueue(_context, _device, 0, &status);
        Check(status, "clCreateCommandQueue");
        return queue;
    }

    public void ReleaseQueue(nint queue)
    {
        if (!_disposed) { _driver.Queues.ReleaseQueue(queue); }
    }

    public void Write(nint queue, nint source, nint buffer, long offset, long bytes) =>
        Check(_driver.Queues.Write(queue, buffer, 0, (nuint)offset, (nuint)bytes, (void*)source, 0, null, null), "clEnqueueWriteBuffer");

    public void Read(nint queue, nint buffer, long offset, nint destination, long bytes) =>
        Check(_driver.Queues.Read(queue, buffer, 0, (nuint)offset, (nuint)bytes, (void*)destination, 0, null, null), "clEnqueueReadBuffer");

    public void Fill(nint queue, nint buffer, byte value, long offset, long bytes) =>
        Check(_driver.Queues.Fill(queue, buffer, &value, 1, (nuint)offset, (nuint)bytes, 0, null, null), "clEnqueueFillBuffer");

    /// <summary>
    /// Sets the arguments and submits a one-dimensional range. Not for one kernel on two threads at a time: the arguments belong to the kernel object.
    /// </summary>
    public void Launch(nint queue, nint kernel, long groups, int groupSize, ReadOnlySpan<ulong> slots, ReadOnlySpan<byte> sizes)
    {
        fixed (ulong* first = slots)
        {
            for (int i = 0; i < slots.Length; i++)
            {
                int status = _driver.Programs.SetArgument(kernel, (uint)i, sizes[i], first + i);
                if (status != 0) { Check(status, $"clSetKernelArg({i})"); }
            }
        }

        nuint global = (nuint)(groups * groupSize);
        nuint local = (nuint)groupSize;
        Check(_driver.Queues.Launch(queue, kernel, 1, null, &global, &local, 0, null, null), "clEnqueueNDRangeKernel");
    }

    /// <summary>An event that is complete when all commands before it are, and the queue's work handed to the device.</summary>
    public nint Mark(nint queue)
    {
        nint marker;
        Check(_driver.Queues.Marker(queue, 0, null, &marker), "clEnqueueMarkerWithWaitList");
        Check(_driver.Queues.Flush(queue), "clFlush");
        return marker;
    }

    public bool IsComplete(nint marker)
    {
        int state;
        Check(_driver.Queues.EventInfo(marker, EventExecutionStatus, sizeof(int), &state, null), "clGetEventInfo");
        Check(state, "execution of a command");
        return state == 0;
    }

    public void Release(nint marker) => _driver.Queues.ReleaseEvent(marker);

    /// <summary>Reports what failed in the commands so far; returns at once behind a completed marker.</summary>
    public void Finish(nint queue) => Check(_driver.Queues.Finish(queue), "clFinish");
}
