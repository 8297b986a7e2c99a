using System.Runtime.CompilerServices;

namespace FvmCompute.Vm.Wasm.Runtime;

/// <summary>Instructions on ranges of memory and tables. Parameters: the operands in their order, the instance, the indices of the instruction.</summary>
internal static unsafe class BulkOperations
{
    public static int MemoryGrow(uint pages, WasmInstance instance) => instance.Memory!.Grow(pages);

    public static void MemoryInit(uint destination, uint source, uint count, WasmInstance instance, int segment) =>
        instance.InitMemory(segment, destination, source, count);

    public static void MemoryCopy(uint destination, uint source, uint count, WasmInstance instance)
    {
        WasmMemory memory = instance.Memory!;
        ulong length = (ulong)memory.Length;
        if ((ulong)destination + count > length || (ulong)source + count > length) { Traps.Throw(TrapKind.MemoryOutOfBounds); }
        Buffer.MemoryCopy((byte*)memory.Base + source, (byte*)memory.Base + destination, count, count);
    }

    public static void MemoryFill(uint destination, uint value, uint count, WasmInstance instance)
    {
        WasmMemory memory = instance.Memory!;
        if ((ulong)destination + count > (ulong)memory.Length) { Traps.Throw(TrapKind.MemoryOutOfBounds); }
        Unsafe.InitBlockUnaligned((byte*)memory.Base + destination, (byte)value, count);
    }

    public static void DataDrop(WasmInstance instance, int segment) => instance.DropData(segment);

    public static void TableInit(uint destination, uint source, uint count, WasmInstance instance, int segment, int table) =>
        instance.InitTable(segment, table, destination, source, count);

    public static void TableCopy(uint destination, uint source, uint count, WasmInstance instance, int destinationTable, int sourceTable)
    {
        object?[] from = instance.Tables[sourceTable].Elements;
        object?[] to = instance.Tables[destinationTable].Elements;
        if ((ulong)source + count > (uint)from.Length || (ulong)destination + count > (uint)to.Length) { Traps.Throw(TrapKind.TableOutOfBounds); }
        Array.Copy(from, (int)source, to, (int)destination, (int)count);
    }

    public static void ElemDrop(WasmInstance instance, int segment) => instance.DropElements(segment);

    public static int TableGrow(object? value, uint count, WasmInstance instance, int table) => instance.Tables[table].Grow(count, value);

    public static int TableSize(WasmInstance instance, int table) => instance.Tables[table].Elements.Length;

    public static void TableFill(uint destination, object? value, uint count, WasmInstance instance, int table)
    {
        object?[] elements = instance.Tables[table].Elements;
        if ((ulong)destination + count > (uint)elements.Length) { Traps.Throw(TrapKind.TableOutOfBounds); }
        elements.AsSpan((int)destination, (int)count).Fill(value);
    }

    public static object? TableGet(uint index, WasmInstance instance, int table)
    {
        object?[] elements = instance.Tables[table].Elements;
        if (index >= (uint)elements.Length) { Traps.Throw(TrapKind.TableOutOfBounds); }
        return elements[index];
    }

    public static void TableSet(uint index, object? value, WasmInstance instance, int table)
    {
        object?[] elements = instance.Tables[table].Elements;
        if (index >= (uint)elements.Length) { Traps.Throw(TrapKind.TableOutOfBounds); }
        elements[index] = value;
    }
}
