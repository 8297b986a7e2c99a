using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Machine;

/// <summary>Runs work on a thread with room for 1024 nested calls, of which each is an instance of its own.</summary>
public static class DeepStack
{
    [ThreadStatic]
    private static bool _isDeep;

    /// <summary>Runs at once if the calling thread is such a thread already, so a caller can wrap many messages in one.</summary>
    public static T Run<T>(Func<T> work) => _isDeep ? work() : WasmThread.Run(() =>
    {
        _isDeep = true;
        return work();
    });
}
