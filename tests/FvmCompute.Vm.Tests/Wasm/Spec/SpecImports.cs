using FvmCompute.Vm.Wasm;
using ValueType = FvmCompute.Vm.Wasm.ValueType;

namespace FvmCompute.Vm.Tests.Wasm.Spec;

/// <summary>The host module "spectest" that the scripts expect, and the modules they register.</summary>
internal sealed class SpecImports : IImports
{
    private readonly Dictionary<(string Module, string Name), WasmExtern> _spectest = [];
    private readonly Dictionary<string, WasmInstance> _registered = [];

    public SpecImports()
    {
        AddPrint("print");
        AddPrint("print_i32", ValueType.I32);
        AddPrint("print_i64", ValueType.I64);
        AddPrint("print_f32", ValueType.F32);
        AddPrint("print_f64", ValueType.F64);
        AddPrint("print_i32_f32", ValueType.I32, ValueType.F32);
        AddPrint("print_f64_f64", ValueType.F64, ValueType.F64);
        Add("global_i32", new WasmGlobal(ValueType.I32, false, 666));
        Add("global_i64", new WasmGlobal(ValueType.I64, false, 666));
        Add("global_f32", new WasmGlobal(ValueType.F32, false, BitConverter.SingleToUInt32Bits(666.6f)));
        Add("global_f64", new WasmGlobal(ValueType.F64, false, BitConverter.DoubleToInt64Bits(666.6)));
        Add("table", new WasmTable(ValueType.FuncRef, 10, 20, SpecRunner.Limiter));
        Add("memory", new WasmMemory(1, 2, SpecRunner.Limiter));
    }

    public void Register(string name, WasmInstance instance) => _registered[name] = instance;

    public WasmExtern? Resolve(WasmImport import) =>
        _registered.TryGetValue(import.Module, out WasmInstance? instance)
            ? instance.Export(import.Name)
            : _spectest.GetValueOrDefault((import.Module, import.Name));

    private void Add(string name, WasmExtern value) => _spectest.Add(("spectest", name), value);

    private void AddPrint(string name, params ValueType[] parameters) =>
        Add(name, WasmFunction.FromHost(new FunctionType(parameters, []), static (_, _) => 0));
}
