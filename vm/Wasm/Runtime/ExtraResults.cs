using System.Reflection.Emit;
using System.Runtime.InteropServices;
using FvmCompute.Vm.Wasm.Compilation;
using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Runtime;

/// <summary>Where a function of several results leaves all but the first; read by the caller before anything else runs on the thread.</summary>
internal static class ExtraResults
{
    [ThreadStatic]
    private static long[]? _words;

    [ThreadStatic]
    private static object?[]? _references;

    /// <summary>Address of the thread's words; the array is pinned.</summary>
    public static nint Words() =>
        Marshal.UnsafeAddrOfPinnedArrayElement(_words ??= GC.AllocateArray<long>(ModuleLimits.Results, pinned: true), 0);

    public static object?[] References() => _references ??= new object?[ModuleLimits.Results];

    /// <summary>Pushes extra result <paramref name="index"/> (0 is the function's second).</summary>
    public static void EmitLoad(ILGenerator il, ValueType type, int index)
    {
        if (ValueTypes.IsReference(type))
        {
            il.Emit(OpCodes.Call, RuntimeMembers.ExtraReferences);
            il.Emit(OpCodes.Ldc_I4, index);
            il.Emit(OpCodes.Ldelem_Ref);
            return;
        }

        EmitAddress(il, index);
        il.Emit(type switch
        {
            ValueType.I32 => OpCodes.Ldind_I4,
            ValueType.I64 => OpCodes.Ldind_I8,
            ValueType.F32 => OpCodes.Ldind_R4,
            _ => OpCodes.Ldind_R8,
        });
    }

    public static void EmitStore(ILGenerator il, ValueType type, int index, Action loadValue)
    {
        if (ValueTypes.IsReference(type))
        {
            il.Emit(OpCodes.Call, RuntimeMembers.ExtraReferences);
            il.Emit(OpCodes.Ldc_I4, index);
            loadValue();
            il.Emit(OpCodes.Stelem_Ref);
            return;
        }

        EmitAddress(il, index);
        loadValue();
        il.Emit(type switch
        {
            ValueType.I32 => OpCodes.Stind_I4,
            ValueType.I64 => OpCodes.Stind_I8,
            ValueType.F32 => OpCodes.Stind_R4,
            _ => OpCodes.Stind_R8,
        });
    }

    private static void EmitAddress(ILGenerator il, int index)
    {
        il.Emit(OpCodes.Call, RuntimeMembers.ExtraWords);
        il.Emit(OpCodes.Ldc_I4, index * 8);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }
}
