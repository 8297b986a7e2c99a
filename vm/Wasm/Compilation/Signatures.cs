namespace FvmCompute.Vm.Wasm.Compilation;

/// <summary>How WebAssembly types and functions look in IL.</summary>
internal static class Signatures
{
    public static Type ClrType(ValueType type) => type switch
    {
        ValueType.I32 => typeof(int),
        ValueType.I64 => typeof(long),
        ValueType.F32 => typeof(float),
        ValueType.F64 => typeof(double),
        _ => typeof(object),
    };

    /// <summary>
    /// Parameters of compiled code: those of the function, its instance, and the call context: the function's index in the high half (for the stub
    /// that compiles it at its first call), the stack units in use in the low half.
    /// </summary>
    public static Type[] Parameters(FunctionType type)
    {
        var parameters = new Type[type.Parameters.Length + 2];
        for (int i = 0; i < type.Parameters.Length; i++) { parameters[i] = ClrType(type.Parameters[i]); }
        parameters[^2] = typeof(WasmInstance);
        parameters[^1] = typeof(long);
        return parameters;
    }

    /// <summary>The first result; the others travel through <see cref="Runtime.ExtraResults"/>.</summary>
    public static Type Returns(FunctionType type) => type.Results.Length == 0 ? typeof(void) : ClrType(type.Results[0]);
}
