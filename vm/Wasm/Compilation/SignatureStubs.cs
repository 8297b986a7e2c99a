using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Runtime;

namespace FvmCompute.Vm.Wasm.Compilation;

/// <summary>
/// The code that depends on a signature only: the entry from the host, the stub that compiles a function at its first call, and the stub that
/// stands for an imported function. Made at first use, compiled when first called.
/// </summary>
internal sealed class SignatureStubs
{
    private readonly List<DynamicMethod> _methods = [];

    public SignatureStubs(FunctionType type)
    {
        Entry = Publish(BuildEntry(type));
        Compile = Publish(BuildCompile(type));
        Import = Publish(BuildImport(type));
    }

    /// <summary><c>void (long* args, long* results, nint code, WasmInstance instance, long context)</c>.</summary>
    public nint Entry { get; }

    /// <summary>Has the function's own signature: compiles it, then calls it.</summary>
    public nint Compile { get; }

    /// <summary>Has the function's own signature: calls what the instance imported under the index of the context.</summary>
    public nint Import { get; }

    private nint Publish(DynamicMethod method)
    {
        _methods.Add(method);
        return DynamicCode.Defer(method);
    }

    private static DynamicMethod BuildEntry(FunctionType type)
    {
        DynamicMethod method = DynamicCode.Create("entry", typeof(void), [typeof(nint), typeof(nint), typeof(nint), typeof(WasmInstance), typeof(long)]);
        ILGenerator il = method.GetILGenerator();
        for (int i = 0; i < type.Parameters.Length; i++) { Words.EmitLoad(il, type.Parameters[i], OpCodes.Ldarg_0, i); }
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Ldarg_S, (byte)4);
        il.Emit(OpCodes.Ldarg_2);
        EmitCall(il, type);
        EmitStoreResults(il, type);
        il.Emit(OpCodes.Ret);
        return method;
    }

    private static void EmitStoreResults(ILGenerator il, FunctionType type)
    {
        for (int i = 0; i < type.Results.Length; i++)
        {
            LocalBuilder value = il.DeclareLocal(Signatures.ClrType(type.Results[i]));
            if (i > 0) { ExtraResults.EmitLoad(il, type.Results[i], i - 1); }
            il.Emit(OpCodes.Stloc, value);
            Words.EmitStore(il, type.Results[i], OpCodes.Ldarg_1, i, () => il.Emit(OpCodes.Ldloc, value));
        }
    }

    private static DynamicMethod BuildCompile(FunctionType type)
    {
        DynamicMethod method = DynamicCode.Create("compile", Signatures.Returns(type), Signatures.Parameters(type));
        ILGenerator il = method.GetILGenerator();
        int parameters = type.Parameters.Length;
        for (int i = 0; i < parameters + 2; i++) { il.Emit(OpCodes.Ldarg, (short)i); }
        il.Emit(OpCodes.Ldarg, (short)parameters);
        il.Emit(OpCodes.Ldarg, (short)(parameters + 1));
        il.Emit(OpCodes.Call, RuntimeMembers.CompileCallee);
        EmitCall(il, type);
        il.Emit(OpCodes.Ret);
        return method;
    }

    private static DynamicMethod BuildImport(FunctionType type)
    {
        DynamicMethod method = DynamicCode.Create("import", Signatures.Returns(type), Signatures.Parameters(type));
        ILGenerator il = method.GetILGenerator();
        short parameters = (short)type.Parameters.Length;
        LocalBuilder function = il.DeclareLocal(typeof(WasmFunction));
        Label host = il.DefineLabel();
        il.Emit(OpCodes.Ldarg, parameters);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.ImportedFunctions);
        il.Emit(OpCodes.Ldarg, (short)(parameters + 1));
        il.Emit(OpCodes.Ldc_I4, 32);
        il.Emit(OpCodes.Shr);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Ldelem_Ref);
        il.Emit(OpCodes.Stloc, function);
        il.Emit(OpCodes.Ldloc, function);
        il.Emit(OpCodes.Call, RuntimeMembers.IsHost);
        il.Emit(OpCodes.Brtrue, host);
        EmitCallOther(il, type, function);
        il.MarkLabel(host);
        EmitCallHost(il, type, function);
        return method;
    }

    /// <summary>Calls a function of another instance, which takes over this one's stack limit.</summary>
    private static void EmitCallOther(ILGenerator il, FunctionType type, LocalBuilder function)
    {
        short parameters = (short)type.Parameters.Length;
        EmitShareStackLimit(il, function, () => il.Emit(OpCodes.Ldarg, parameters));
        for (short i = 0; i < parameters; i++) { il.Emit(OpCodes.Ldarg, i); }
        EmitTarget(il, function, () => il.Emit(OpCodes.Ldarg, (short)(parameters + 1)));
        EmitCall(il, type);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Puts the arguments into words on the stack and calls <see cref="HostCalls.Call"/>.</summary>
    private static void EmitCallHost(ILGenerator il, FunctionType type, LocalBuilder function)
    {
        short parameters = (short)type.Parameters.Length;
        LocalBuilder words = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldc_I4, Math.Max(8, parameters * 8));
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Localloc);
        il.Emit(OpCodes.Stloc, words);
        for (short i = 0; i < parameters; i++)
        {
            short index = i;
            Words.EmitStore(il, type.Parameters[i], () => il.Emit(OpCodes.Ldloc, words), i, () => il.Emit(OpCodes.Ldarg, index));
        }

        il.Emit(OpCodes.Ldarg, parameters);
        il.Emit(OpCodes.Ldloc, function);
        il.Emit(OpCodes.Ldloc, words);
        il.Emit(OpCodes.Ldarg, (short)(parameters + 1));
        il.Emit(OpCodes.Call, RuntimeMembers.CallHost);
        if (type.Results.Length == 0) { il.Emit(OpCodes.Pop); }
        else { Words.EmitFromWord(il, type.Results[0]); }
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Gives the other instance the stack limit of the one that is now running; they run on one thread.</summary>
    public static void EmitShareStackLimit(ILGenerator il, LocalBuilder function, Action loadInstance)
    {
        il.Emit(OpCodes.Ldloc, function);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.Instance);
        loadInstance();
        il.Emit(OpCodes.Ldfld, RuntimeMembers.StackLimit);
        il.Emit(OpCodes.Stfld, RuntimeMembers.StackLimit);
    }

    /// <summary>Pushes the instance, context and address of a function value, in the order that a call takes them.</summary>
    public static void EmitTarget(ILGenerator il, LocalBuilder function, Action loadContext)
    {
        il.Emit(OpCodes.Ldloc, function);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.Instance);
        loadContext();
        il.Emit(OpCodes.Conv_U4);
        il.Emit(OpCodes.Conv_U8);
        il.Emit(OpCodes.Ldloc, function);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.EntryContext);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldloc, function);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.Slot);
        il.Emit(OpCodes.Ldind_I);
    }

    public static void EmitCall(ILGenerator il, FunctionType type) =>
        il.EmitCalli(OpCodes.Calli, System.Reflection.CallingConventions.Standard, Signatures.Returns(type), Signatures.Parameters(type), null);
}
