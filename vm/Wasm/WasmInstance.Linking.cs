using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm;

public sealed partial class WasmInstance
{
    /// <summary>Bits of the defined globals and addresses of the imported ones; pinned, pointed to by <see cref="GlobalCells"/>.</summary>
    private long[] _globalCells = [];

    /// <summary>The function of that index as a value, made at its first use.</summary>
    internal WasmFunction FunctionAt(int index) => _functions[index] ??= MakeFunction(index);

    private static WasmLinkException Incompatible(WasmImport import, string detail) =>
        new(WasmLinkError.IncompatibleImport, $"incompatible import type: {import.Module}.{import.Name}: {detail}");

    private void LinkImports(IImports imports)
    {
        ModuleData data = Module.Data;
        ImportedFunctions = new WasmFunction[data.ImportedFunctions];
        Tables = new WasmTable[data.Tables.Count];
        Globals = new WasmGlobal[data.Globals.Count];
        foreach (ImportEntry entry in data.Imports)
        {
            WasmImport import = entry.Import;
            WasmExtern found = imports.Resolve(import)
                ?? throw new WasmLinkException(WasmLinkError.UnknownImport, $"unknown import: {import.Module}.{import.Name} {import.Signature}");
            Link(entry, found);
        }
    }

    private void Link(ImportEntry entry, WasmExtern found)
    {
        switch (entry.Import.Kind, found)
        {
            case (ExternKind.Function, WasmFunction function):
                ImportedFunctions[entry.Index] = CheckFunction(entry.Import, function);
                break;
            case (ExternKind.Table, WasmTable table):
                Tables[entry.Index] = CheckTable(entry, table);
                break;
            case (ExternKind.Memory, WasmMemory memory):
                Memory = CheckMemory(entry, memory);
                break;
            case (ExternKind.Global, WasmGlobal global):
                Globals[entry.Index] = CheckGlobal(entry, global);
                break;
            default:
                throw Incompatible(entry.Import, $"a {entry.Import.Kind} is wanted, a {found.Kind} was offered");
        }
    }

    private WasmFunction CheckFunction(WasmImport import, WasmFunction function)
    {
        if (!function.Type.Equals(import.Signature)) { throw Incompatible(import, $"{import.Signature} is wanted, {function.Type} was offered"); }
        if (Module.Options.Metering is not null && function.Host is null)
        {
            throw Incompatible(import, "a metered module imports functions of the host only");
        }

        return function;
    }

    private WasmTable CheckTable(ImportEntry entry, WasmTable table)
    {
        TableType wanted = Module.Data.Tables[entry.Index];
        if (table.ElementType != wanted.Element) { throw Incompatible(entry.Import, "another element type"); }
        CheckLimits(entry.Import, wanted.Limits, table.Size, table.Maximum);
        return table;
    }

    private WasmMemory CheckMemory(ImportEntry entry, WasmMemory memory)
    {
        CheckLimits(entry.Import, Module.Data.Memories[entry.Index], memory.Pages, memory.MaximumPages);
        return memory;
    }

    private WasmGlobal CheckGlobal(ImportEntry entry, WasmGlobal global)
    {
        GlobalType wanted = Module.Data.Globals[entry.Index];
        if (global.Type != wanted.Type || global.Mutable != wanted.Mutable) { throw Incompatible(entry.Import, "another type or mutability"); }
        return global;
    }

    private static void CheckLimits(WasmImport import, Limits wanted, uint size, uint? maximum)
    {
        if (size < wanted.Minimum) { throw Incompatible(import, $"size {size} is below the minimum {wanted.Minimum}"); }
        if (wanted.Maximum is uint most && !(maximum <= most)) { throw Incompatible(import, $"maximum {maximum} is not within {most}"); }
    }

    private void MakeTables()
    {
        ModuleData data = Module.Data;
        for (int i = data.ImportedTables; i < data.Tables.Count; i++)
        {
            TableType type = data.Tables[i];
            Tables[i] = new WasmTable(type.Element, type.Limits.Minimum, type.Limits.Maximum, _limiter);
        }
    }

    private void MakeMemory()
    {
        if (_ownsMemory)
        {
            Limits limits = Module.Data.Memories[0];
            Memory = new WasmMemory(limits.Minimum, limits.Maximum, _limiter);
        }

        MemoryBase = Memory?.Base ?? 0;
    }

    private void MakeGlobals()
    {
        ModuleData data = Module.Data;
        int imported = data.ImportedGlobals;
        _globalCells = GC.AllocateArray<long>(Math.Max(1, data.Globals.Count), pinned: true);
        GlobalCells = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_globalCells, 0);
        for (int i = 0; i < imported; i++) { _globalCells[i] = Globals[i].Cell; }
        for (int i = imported; i < data.Globals.Count; i++)
        {
            GlobalType type = data.Globals[i];
            Globals[i] = new WasmGlobal(type.Type, type.Mutable, _globalCells, i);
            ConstantExpression initializer = data.GlobalInitializers[i - imported];
            if (ValueTypes.IsReference(type.Type))
            {
                Globals[i].Reference = ReferenceValue(initializer);
            }
            else
            {
                Globals[i].Bits = NumericValue(initializer);
            }
        }
    }

    private long NumericValue(ConstantExpression expression) =>
        expression.Kind == ConstantKind.GlobalGet ? Globals[expression.Index].Bits : expression.Bits;

    private object? ReferenceValue(ConstantExpression expression) => expression.Kind switch
    {
        ConstantKind.RefFunc => FunctionAt(expression.Index),
        ConstantKind.GlobalGet => Globals[expression.Index].Reference,
        _ => null,
    };

    private WasmFunction MakeFunction(int index)
    {
        ModuleData data = Module.Data;
        nint slot = Module.Code.SlotAddress(index);
        FunctionType type = data.Functions[index];
        if (index >= data.ImportedFunctions)
        {
            uint stackCost = Module.Facts.StackCosts[index - data.ImportedFunctions];
            return new WasmFunction(type, this, slot, ((long)index << 32) | stackCost, Module.Code.ThunkGas(type));
        }

        WasmFunction imported = ImportedFunctions[index];
        return imported.Instance is null ? new WasmFunction(type, this, slot, (long)index << 32, 0) : imported;
    }
}
