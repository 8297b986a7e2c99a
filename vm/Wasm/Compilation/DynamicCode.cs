using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace FvmCompute.Vm.Wasm.Compilation;

/// <summary>Turns a finished <see cref="DynamicMethod"/> into an address that <c>calli</c> can call.</summary>
internal static class DynamicCode
{
    /// <summary>Makes a static method that may touch the engine's internals. Its locals start as zero, as WebAssembly's do.</summary>
    public static DynamicMethod Create(string name, Type returns, Type[] parameters) =>
        new(name, returns, parameters, typeof(DynamicCode).Module, skipVisibility: true) { InitLocals = true };

    /// <summary>
    /// Compiles to machine code now and returns its address, valid while <paramref name="method"/> is reachable. Dynamic methods are not tiered:
    /// the code is optimized at once and never moves.
    /// </summary>
    public static nint Compile(DynamicMethod method)
    {
        RuntimeMethodHandle handle = GetMethodDescriptor(method);
        RuntimeHelpers.PrepareMethod(handle);
        return handle.GetFunctionPointer();
    }

    /// <summary>The address of code that is compiled when it is first called.</summary>
    public static nint Defer(DynamicMethod method) => GetMethodDescriptor(method).GetFunctionPointer();

    /// <summary>
    /// .NET offers the handle of a dynamic method through delegates only; a delegate call costs two loads more than <c>calli</c>, in every WebAssembly call.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(GetMethodDescriptor))]
    private static extern RuntimeMethodHandle GetMethodDescriptor(DynamicMethod method);
}
