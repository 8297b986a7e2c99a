namespace FvmCompute.Vm.Wasm;

/// <summary>
/// Runs code on a thread of its own with a large stack. A WebAssembly frame takes 100 to 500 bytes of native stack for ordinary functions and at most
/// the frame bound that the module was loaded with; one actor call under 2048 stack units stays below 1 MiB, and the FVM nests 1024 of them.
/// Only touched pages of a stack take memory.
/// </summary>
public static class WasmThread
{
    /// <summary>Enough for 1024 nested actor calls of ordinary depth.</summary>
    public const int DefaultStackBytes = 512 << 20;

    /// <summary>Runs <paramref name="action"/> and returns its result; an exception comes back as it was thrown.</summary>
    public static T Run<T>(Func<T> action, int stackBytes = DefaultStackBytes)
    {
        T result = default!;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() => failure = Capture(() => result = action()), stackBytes) { IsBackground = true, Name = "wasm" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    private static System.Runtime.ExceptionServices.ExceptionDispatchInfo? Capture(Action action)
    {
        try
        {
            action();
            return null;
        }
#pragma warning disable CA1031 // every exception crosses to the calling thread
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception);
        }
    }
}
