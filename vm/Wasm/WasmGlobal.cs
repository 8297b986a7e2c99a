namespace FvmCompute.Vm.Wasm;

/// <summary>A global variable. Numbers live in a pinned cell that compiled code reads and writes in place; references in <see cref="Reference"/>.</summary>
public sealed unsafe class WasmGlobal : WasmExtern
{
    private readonly long[] _cells;

    public WasmGlobal(ValueType type, bool mutable, long bits = 0)
        : this(type, mutable, GC.AllocateArray<long>(1, pinned: true), 0) => Bits = bits;

    /// <summary>A global whose cell is one of an instance's; <paramref name="cells"/> must be pinned.</summary>
    internal WasmGlobal(ValueType type, bool mutable, long[] cells, int index)
    {
        (Type, Mutable, _cells) = (type, mutable, cells);
        Cell = (nint)((long*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(cells, index));
    }

    public override ExternKind Kind => ExternKind.Global;

    public ValueType Type { get; }

    public bool Mutable { get; }

    /// <summary>The value as a word, in the form of <see cref="HostFunction"/>'s arguments.</summary>
    public long Bits
    {
        get => Type switch
        {
            ValueType.I32 => *(int*)Cell,
            ValueType.F32 => *(uint*)Cell,
            ValueType.FuncRef or ValueType.ExternRef => Runtime.References.Pack(Reference),
            _ => *(long*)Cell,
        };
        set
        {
            *(long*)Cell = value;
            GC.KeepAlive(_cells);
        }
    }

    internal nint Cell { get; }

    /// <summary>The value when <see cref="Type"/> is a reference type.</summary>
    internal object? Reference { get; set; }
}
