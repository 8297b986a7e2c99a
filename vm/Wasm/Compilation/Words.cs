using System.Reflection.Emit;

namespace FvmCompute.Vm.Wasm.Compilation;

/// <summary>IL that moves values between their own types and the 64-bit words of the host.</summary>
internal static class Words
{
    /// <summary>Pushes word <paramref name="index"/> of the array that <paramref name="array"/> loads, as a value of <paramref name="type"/>.</summary>
    public static void EmitLoad(ILGenerator il, ValueType type, OpCode array, int index)
    {
        il.Emit(array);
        EmitOffset(il, index);
        switch (type)
        {
            case ValueType.I32: il.Emit(OpCodes.Ldind_I4); break;
            case ValueType.I64: il.Emit(OpCodes.Ldind_I8); break;
            case ValueType.F32: il.Emit(OpCodes.Ldind_R4); break;
            case ValueType.F64: il.Emit(OpCodes.Ldind_R8); break;
            default:
                il.Emit(OpCodes.Ldind_I8);
                il.Emit(OpCodes.Call, RuntimeMembers.UnpackReference);
                break;
        }
    }

    public static void EmitStore(ILGenerator il, ValueType type, OpCode array, int index, Action loadValue) =>
        EmitStore(il, type, () => il.Emit(array), index, loadValue);

    /// <summary>Stores a value into a word: i32 sign-extended, f32 zero-extended.</summary>
    public static void EmitStore(ILGenerator il, ValueType type, Action loadArray, int index, Action loadValue)
    {
        loadArray();
        EmitOffset(il, index);
        switch (type)
        {
            case ValueType.F32:
                il.Emit(OpCodes.Ldc_I4_0);
                il.Emit(OpCodes.Conv_I8);
                il.Emit(OpCodes.Stind_I8);
                loadArray();
                EmitOffset(il, index);
                loadValue();
                il.Emit(OpCodes.Stind_R4);
                return;
            case ValueType.F64:
                loadValue();
                il.Emit(OpCodes.Stind_R8);
                return;
        }

        loadValue();
        if (type == ValueType.I32) { il.Emit(OpCodes.Conv_I8); }
        else if (type != ValueType.I64) { il.Emit(OpCodes.Call, RuntimeMembers.PackReference); }
        il.Emit(OpCodes.Stind_I8);
    }

    /// <summary>Turns the word on the stack into a value.</summary>
    public static void EmitFromWord(ILGenerator il, ValueType type)
    {
        switch (type)
        {
            case ValueType.I32: il.Emit(OpCodes.Conv_I4); break;
            case ValueType.F32:
                il.Emit(OpCodes.Conv_I4);
                il.Emit(OpCodes.Call, RuntimeMembers.Of(typeof(BitConverter), nameof(BitConverter.Int32BitsToSingle), typeof(int)));
                break;
            case ValueType.F64:
                il.Emit(OpCodes.Call, RuntimeMembers.Of(typeof(BitConverter), nameof(BitConverter.Int64BitsToDouble), typeof(long)));
                break;
            case ValueType.FuncRef or ValueType.ExternRef: il.Emit(OpCodes.Call, RuntimeMembers.UnpackReference); break;
        }
    }

    private static void EmitOffset(ILGenerator il, int index)
    {
        if (index == 0) { return; }
        il.Emit(OpCodes.Ldc_I4, index * 8);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }
}
