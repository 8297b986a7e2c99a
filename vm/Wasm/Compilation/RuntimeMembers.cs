using System.Numerics;
using System.Reflection;
using FvmCompute.Vm.Wasm.Runtime;

namespace FvmCompute.Vm.Wasm.Compilation;

/// <summary>The fields and methods that compiled code touches.</summary>
internal static class RuntimeMembers
{
    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static readonly FieldInfo Gas = Field<WasmInstance>(nameof(WasmInstance.Gas));
    public static readonly FieldInfo MemoryBase = Field<WasmInstance>(nameof(WasmInstance.MemoryBase));
    public static readonly FieldInfo StackLimit = Field<WasmInstance>(nameof(WasmInstance.StackLimit));
    public static readonly FieldInfo GlobalCells = Field<WasmInstance>(nameof(WasmInstance.GlobalCells));
    public static readonly FieldInfo Tables = Field<WasmInstance>(nameof(WasmInstance.Tables));
    public static readonly FieldInfo Globals = Field<WasmInstance>(nameof(WasmInstance.Globals));
    public static readonly FieldInfo ImportedFunctions = Field<WasmInstance>(nameof(WasmInstance.ImportedFunctions));
    public static readonly FieldInfo Elements = Field<WasmTable>(nameof(WasmTable.Elements));
    public static readonly FieldInfo Instance = Field<WasmFunction>(nameof(WasmFunction.Instance));
    public static readonly FieldInfo Slot = Field<WasmFunction>(nameof(WasmFunction.Slot));
    public static readonly FieldInfo EntryContext = Field<WasmFunction>(nameof(WasmFunction.EntryContext));
    public static readonly FieldInfo EntryGas = Field<WasmFunction>(nameof(WasmFunction.EntryGas));
    public static readonly FieldInfo TypeId = Field<WasmFunction>(nameof(WasmFunction.TypeId));
    public static readonly MethodInfo GetReference = typeof(WasmGlobal).GetProperty(nameof(WasmGlobal.Reference), Everything)!.GetMethod!;
    public static readonly MethodInfo SetReference = typeof(WasmGlobal).GetProperty(nameof(WasmGlobal.Reference), Everything)!.SetMethod!;
    public static readonly MethodInfo FunctionAt = Method(typeof(WasmInstance), nameof(WasmInstance.FunctionAt));
    public static readonly MethodInfo Throw = Method(typeof(Traps), nameof(Traps.Throw));
    public static readonly MethodInfo CompileCallee = Method(typeof(ModuleCode), nameof(ModuleCode.CompileCallee));
    public static readonly MethodInfo CallHost = Method(typeof(HostCalls), nameof(HostCalls.Call));
    public static readonly MethodInfo IsHost = Method(typeof(HostCalls), nameof(HostCalls.IsHost));
    public static readonly MethodInfo PackReference = Method(typeof(References), nameof(References.Pack));
    public static readonly MethodInfo UnpackReference = Method(typeof(References), nameof(References.Unpack));
    public static readonly MethodInfo ExtraWords = Method(typeof(ExtraResults), nameof(ExtraResults.Words));
    public static readonly MethodInfo ExtraReferences = Method(typeof(ExtraResults), nameof(ExtraResults.References));
    public static readonly MethodInfo RotateLeft32 = Bits(nameof(BitOperations.RotateLeft), typeof(uint), typeof(int));
    public static readonly MethodInfo RotateLeft64 = Bits(nameof(BitOperations.RotateLeft), typeof(ulong), typeof(int));
    public static readonly MethodInfo RotateRight32 = Bits(nameof(BitOperations.RotateRight), typeof(uint), typeof(int));
    public static readonly MethodInfo RotateRight64 = Bits(nameof(BitOperations.RotateRight), typeof(ulong), typeof(int));
    public static readonly MethodInfo LeadingZeros32 = Bits(nameof(BitOperations.LeadingZeroCount), typeof(uint));
    public static readonly MethodInfo LeadingZeros64 = Bits(nameof(BitOperations.LeadingZeroCount), typeof(ulong));
    public static readonly MethodInfo TrailingZeros32 = Bits(nameof(BitOperations.TrailingZeroCount), typeof(uint));
    public static readonly MethodInfo TrailingZeros64 = Bits(nameof(BitOperations.TrailingZeroCount), typeof(ulong));
    public static readonly MethodInfo PopCount32 = Bits(nameof(BitOperations.PopCount), typeof(uint));
    public static readonly MethodInfo PopCount64 = Bits(nameof(BitOperations.PopCount), typeof(ulong));

    /// <summary>A static method of <see cref="MathF"/>, <see cref="Math"/> or <see cref="BitConverter"/> by its parameter types.</summary>
    public static MethodInfo Of(Type type, string name, params Type[] parameters) =>
        type.GetMethod(name, parameters) ?? throw new MissingMethodException(type.Name, name);

    public static MethodInfo Method(Type type, string name) => type.GetMethod(name, Everything) ?? throw new MissingMethodException(type.Name, name);

    private static MethodInfo Bits(string name, params Type[] parameters) => Of(typeof(BitOperations), name, parameters);

    private static FieldInfo Field<T>(string name) => typeof(T).GetField(name, Everything) ?? throw new MissingFieldException(typeof(T).Name, name);
}
