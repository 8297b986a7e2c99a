using System.Runtime.CompilerServices;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Tests.Wasm;

public class ModuleLifetimeTests
{
    private static readonly byte[] Small = Wat.Assemble("(module (func (export \"f\") (result i32) i32.const 7))");

    [Fact]
    public void Module_NothingHoldsIt_ItsCodeIsCollected()
    {
        WeakReference module = RunAndForget();
        for (int i = 0; i < 10 && module.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(module.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunAndForget()
    {
        var module = WasmModule.Load(Small, ModuleOptions.Unmetered);
        using var instance = new WasmInstance(module, NoImports.Instance, new MemoryLimiter());
        instance.Initialize();
        var results = new long[1];
        Assert.True(instance.Invoke("f", [], results).IsReturn);
        Assert.Equal(7, results[0]);
        return new WeakReference(module);
    }
}
