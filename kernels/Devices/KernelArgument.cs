namespace FvmCompute.Kernels.Devices;

/// <summary>The types a kernel parameter can have in the dialect.</summary>
public enum KernelParameter
{
    /// <summary><c>__global</c> pointer.</summary>
    Buffer,

    /// <summary><c>uint</c>.</summary>
    UInt32,

    /// <summary><c>ulong</c>.</summary>
    UInt64,
}

/// <summary>One argument of a launch.</summary>
public readonly struct KernelArgument
{
    private KernelArgument(KernelParameter kind, IDeviceBuffer? buffer, ulong value) => (Kind, Buffer, Value) = (kind, buffer, value);

    public KernelParameter Kind { get; }

    /// <summary>Null for scalars.</summary>
    public IDeviceBuffer? Buffer { get; }

    /// <summary>0 for buffers.</summary>
    public ulong Value { get; }

    public static KernelArgument Of(IDeviceBuffer buffer) => new(KernelParameter.Buffer, buffer, 0);

    public static KernelArgument Of(uint value) => new(KernelParameter.UInt32, null, value);

    public static KernelArgument Of(ulong value) => new(KernelParameter.UInt64, null, value);
}
