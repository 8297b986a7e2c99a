namespace FvmCompute.Vm.Wasm;

/// <summary>A table of references; null elements are null.</summary>
public sealed class WasmTable : WasmExtern
{
    /// <summary>Read by compiled code; its length is the table's size.</summary>
    internal object?[] Elements;

    private readonly MemoryLimiter _limiter;

    /// <summary>Throws <see cref="WasmLinkException"/> when the limiter refuses the minimum.</summary>
    public WasmTable(ValueType elementType, uint minimum, uint? maximum, MemoryLimiter limiter)
    {
        if (minimum > limiter.MaxTableElements || !limiter.AllowTable(0, minimum))
        {
            throw new WasmLinkException(WasmLinkError.LimitExceeded, $"table of {minimum} elements is not allowed");
        }

        (ElementType, Maximum, _limiter) = (elementType, maximum, limiter);
        Elements = new object?[minimum];
    }

    public override ExternKind Kind => ExternKind.Table;

    public ValueType ElementType { get; }

    public uint? Maximum { get; }

    public uint Size => (uint)Elements.Length;

    /// <summary>Grows by <paramref name="count"/> elements of <paramref name="value"/>; returns the size before, or -1 when a limit forbids it.</summary>
    internal int Grow(uint count, object? value)
    {
        uint before = Size;
        ulong desired = (ulong)before + count;
        if (desired > (Maximum ?? uint.MaxValue) || desired > _limiter.MaxTableElements) { return -1; }
        if (count != 0 && !_limiter.AllowTable(before, (uint)desired)) { return -1; }
        Array.Resize(ref Elements, (int)desired);
        Elements.AsSpan((int)before).Fill(value);
        return (int)before;
    }
}
