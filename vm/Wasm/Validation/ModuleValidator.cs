using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Validation;

/// <summary>Checks everything outside function bodies (specification §3.4), then the bodies.</summary>
internal static class ModuleValidator
{
    private const uint MaxTableElements = 10_000_000;

    public static ModuleFacts Validate(ReadOnlySpan<byte> bytes, ModuleData module, ModuleOptions options)
    {
        CheckTablesAndMemories(module, options);
        CheckGlobals(module);
        CheckExports(module);
        CheckStart(module);
        CheckElements(module, options);
        CheckData(module, options);
        return ValidateBodies(bytes, module, options);
    }

    private static ModuleFacts ValidateBodies(ReadOnlySpan<byte> bytes, ModuleData module, ModuleOptions options)
    {
        var validator = new FunctionValidator(module, options, DeclaredReferences(module));
        var stackCosts = new uint[module.Bodies.Length];
        int largestFrame = 0;
        for (int i = 0; i < module.Bodies.Length; i++)
        {
            ValidateBody(validator, bytes, module, i, options);
            stackCosts[i] = validator.StackCost;
            largestFrame = Math.Max(largestFrame, validator.FrameBytes);
        }

        return new ModuleFacts(stackCosts, largestFrame);
    }

    /// <summary>A body that is both malformed and badly typed is malformed, wherever the two errors are.</summary>
    private static void ValidateBody(FunctionValidator validator, ReadOnlySpan<byte> bytes, ModuleData module, int index, ModuleOptions options)
    {
        try
        {
            validator.Validate(bytes, module.Functions[module.ImportedFunctions + index], module.Bodies[index]);
        }
        catch (WasmModuleException exception) when (exception.Error != WasmModuleError.Malformed)
        {
            InstructionReader.CheckForm(bytes, module.Bodies[index], options.Features);
            throw;
        }
    }

    private static WasmModuleException Invalid(int offset, string message) => new(WasmModuleError.Invalid, offset, message);

    private static void CheckTablesAndMemories(ModuleData module, ModuleOptions options)
    {
        foreach (TableType table in module.Tables)
        {
            CheckLimits(table.Limits, uint.MaxValue, "table");
            if (table.Limits.Minimum > MaxTableElements)
            {
                throw new WasmModuleException(WasmModuleError.Rejected, table.Limits.Offset, $"table of {table.Limits.Minimum} elements, at most {MaxTableElements} are accepted");
            }
        }

        foreach (Limits memory in module.Memories) { CheckLimits(memory, ModuleLimits.Pages, "memory size must be at most 65536 pages (4GiB):"); }
        if (module.Memories.Count > 1) { throw Invalid(module.Memories[1].Offset, "multiple memories"); }
        if (module.Tables.Count > 1 && (options.Features & WasmFeatures.ReferenceTypes) == 0)
        {
            throw Invalid(module.Tables[1].Limits.Offset, "multiple tables");
        }
    }

    private static void CheckLimits(Limits limits, uint most, string what)
    {
        if (limits.Minimum > most || limits.Maximum > most) { throw Invalid(limits.Offset, $"{what} {limits.Minimum}..{limits.Maximum}, at most {most}"); }
        if (limits.Maximum < limits.Minimum) { throw Invalid(limits.Offset, "size minimum must not be greater than maximum"); }
    }

    private static void CheckGlobals(ModuleData module)
    {
        for (int i = 0; i < module.GlobalInitializers.Length; i++)
        {
            CheckConstant(module, module.GlobalInitializers[i], module.Globals[module.ImportedGlobals + i].Type);
        }
    }

    /// <summary>A constant expression may read imported immutable globals only.</summary>
    private static void CheckConstant(ModuleData module, ConstantExpression expression, ValueType expected)
    {
        ValueType type = expression.Type;
        if (expression.Kind == ConstantKind.GlobalGet)
        {
            if (expression.Index >= module.ImportedGlobals) { throw Invalid(expression.Offset, $"unknown global {expression.Index}"); }
            GlobalType global = module.Globals[expression.Index];
            if (global.Mutable) { throw Invalid(expression.Offset, "constant expression required"); }
            type = global.Type;
        }

        if (expression.Kind == ConstantKind.RefFunc && expression.Index >= module.Functions.Count)
        {
            throw Invalid(expression.Offset, $"unknown function {expression.Index}");
        }

        if (type != expected) { throw Invalid(expression.Offset, $"type mismatch: {expected} expected, got {type}"); }
    }

    private static void CheckExports(ModuleData module)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ExportEntry export in module.Exports)
        {
            int count = export.Kind switch
            {
                ExternKind.Function => module.Functions.Count,
                ExternKind.Table => module.Tables.Count,
                ExternKind.Memory => module.Memories.Count,
                _ => module.Globals.Count,
            };
            if (export.Index >= count) { throw Invalid(export.Offset, $"unknown {export.Kind} {export.Index}"); }
            if (!names.Add(export.Name)) { throw Invalid(export.Offset, $"duplicate export name {export.Name}"); }
        }
    }

    private static void CheckStart(ModuleData module)
    {
        if (module.StartFunction < 0) { return; }
        if (module.StartFunction >= module.Functions.Count) { throw Invalid(module.StartOffset, $"unknown function {module.StartFunction}"); }
        FunctionType type = module.Functions[module.StartFunction];
        if (type.Parameters.Length + type.Results.Length != 0) { throw Invalid(module.StartOffset, "start function"); }
    }

    private static void CheckElements(ModuleData module, ModuleOptions options)
    {
        foreach (ElementSegment segment in module.Elements)
        {
            if (segment.Mode == SegmentMode.Active)
            {
                if (segment.Table >= module.Tables.Count) { throw Invalid(segment.Offset, $"unknown table {segment.Table}"); }
                if (module.Tables[segment.Table].Element != segment.Type) { throw Invalid(segment.Offset, "type mismatch"); }
                CheckPlace(module, segment.Place, options);
            }

            if (segment.UsesExpressions && (options.Features & WasmFeatures.ConstantOffsetsOnly) != 0)
            {
                throw new WasmModuleException(WasmModuleError.Rejected, segment.Offset, "element segment with expressions");
            }

            foreach (ConstantExpression item in segment.Items) { CheckConstant(module, item, segment.Type); }
        }
    }

    private static void CheckData(ModuleData module, ModuleOptions options)
    {
        foreach (DataSegment segment in module.Data)
        {
            if (segment.Mode != SegmentMode.Active) { continue; }
            if (segment.Memory >= module.Memories.Count) { throw Invalid(segment.Offset, $"unknown memory {segment.Memory}"); }
            CheckPlace(module, segment.Place, options);
        }
    }

    private static void CheckPlace(ModuleData module, ConstantExpression place, ModuleOptions options)
    {
        CheckConstant(module, place, ValueType.I32);
        if (place.Kind != ConstantKind.Value && (options.Features & WasmFeatures.ConstantOffsetsOnly) != 0)
        {
            throw new WasmModuleException(WasmModuleError.Rejected, place.Offset, "segment offset is not an i32.const");
        }
    }

    /// <summary>Functions that <c>ref.func</c> may name: those in element segments, exports and global initializers.</summary>
    private static HashSet<int> DeclaredReferences(ModuleData module) =>
    [
        .. module.Exports.Where(export => export.Kind == ExternKind.Function).Select(export => export.Index),
        .. module.Elements.SelectMany(segment => segment.Items).Concat(module.GlobalInitializers)
            .Where(expression => expression.Kind == ConstantKind.RefFunc).Select(expression => expression.Index),
    ];
}
