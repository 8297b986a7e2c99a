using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Runtime;

namespace FvmCompute.Vm.Wasm;

public sealed partial class WasmInstance
{
    /// <summary>
    /// Copies the active segments, then runs the start function. Must be called once, before anything is invoked; a trap leaves what was copied.
    /// </summary>
    public InvokeOutcome Initialize()
    {
        if (_initialized) { throw new InvalidOperationException("the instance is already initialized"); }
        _initialized = true;
        try
        {
            CopyActiveElements();
            CopyActiveData();
        }
        catch (WasmTrapException trap)
        {
            return InvokeOutcome.Trapped(trap.Kind);
        }

        int start = Module.Data.StartFunction;
        return start < 0 ? InvokeOutcome.Returned : Run(FunctionAt(start), [], []);
    }

    internal void InitTable(int segment, int table, uint destination, uint source, uint count)
    {
        ElementSegment elements = Module.Data.Elements[segment];
        uint available = _droppedElements[segment] ? 0 : (uint)elements.Items.Length;
        WasmTable target = Tables[table];
        if ((ulong)source + count > available || (ulong)destination + count > target.Size) { Traps.Throw(TrapKind.TableOutOfBounds); }
        for (uint i = 0; i < count; i++) { target.Elements[destination + i] = ReferenceValue(elements.Items[source + i]); }
    }

    internal void DropElements(int segment) => _droppedElements[segment] = true;

    internal void InitMemory(int segment, uint destination, uint source, uint count)
    {
        DataSegment data = Module.Data.Data[segment];
        uint available = _droppedData[segment] ? 0 : (uint)data.Length;
        if ((ulong)source + count > available || (ulong)destination + count > (ulong)Memory!.Length) { Traps.Throw(TrapKind.MemoryOutOfBounds); }
        if (count == 0) { return; }
        Memory!.TrySlice(destination, count, out Span<byte> target);
        Module.Bytes.Span.Slice(data.Start + (int)source, (int)count).CopyTo(target);
    }

    internal void DropData(int segment) => _droppedData[segment] = true;

    private void CopyActiveElements()
    {
        ElementSegment[] segments = Module.Data.Elements;
        for (int i = 0; i < segments.Length; i++)
        {
            ElementSegment segment = segments[i];
            if (segment.Mode == SegmentMode.Active)
            {
                InitTable(i, segment.Table, (uint)NumericValue(segment.Place), 0, (uint)segment.Items.Length);
            }

            if (segment.Mode != SegmentMode.Passive) { DropElements(i); }
        }
    }

    private void CopyActiveData()
    {
        DataSegment[] segments = Module.Data.Data;
        for (int i = 0; i < segments.Length; i++)
        {
            if (segments[i].Mode != SegmentMode.Active) { continue; }
            InitMemory(i, (uint)NumericValue(segments[i].Place), 0, (uint)segments[i].Length);
            DropData(i);
        }
    }
}
