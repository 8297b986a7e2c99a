using System.Collections.Concurrent;

namespace FvmCompute.Vm.Wasm.Runtime;

/// <summary>
/// Numbers function types so that equal types have equal numbers in the whole process: tables may hold functions of any module.
/// An entry is some hundred bytes; the number of types one module may declare bounds what a module can add.
/// </summary>
internal static class TypeIds
{
    private static readonly ConcurrentDictionary<FunctionType, int> Ids = new();
    private static int _last;

    public static int Of(FunctionType type) => Ids.GetOrAdd(type, static _ => Interlocked.Increment(ref _last));
}
