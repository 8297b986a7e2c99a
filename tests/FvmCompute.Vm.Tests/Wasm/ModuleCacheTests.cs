using System.Runtime.CompilerServices;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Tests.Wasm;

public class ModuleCacheTests
{
    private static readonly byte[] Small = Wat.Assemble("(module (func (export \"f\") (result i32) i32.const 7))");

    [Fact]
    public void GetOrLoad_KeyIsKnown_ReturnsTheSameModule()
    {
        var cache = new ModuleCache(1 << 20);
        WasmModule first = cache.GetOrLoad([1, 2], ModuleOptions.Fvm, () => Small);
        Assert.Same(first, cache.GetOrLoad([1, 2], ModuleOptions.Fvm, () => throw new InvalidOperationException()));
        Assert.NotSame(first, cache.GetOrLoad([1, 3], ModuleOptions.Fvm, () => Small));
        Assert.Equal(2 * Small.Length, cache.Bytes);
    }

    [Fact]
    public void GetOrLoad_CacheIsFull_LeastRecentlyUsedLeaves()
    {
        var cache = new ModuleCache(2 * Small.Length);
        cache.GetOrLoad([1], ModuleOptions.Fvm, () => Small);
        cache.GetOrLoad([2], ModuleOptions.Fvm, () => Small);
        Assert.True(cache.TryGet([1], out _));
        cache.GetOrLoad([3], ModuleOptions.Fvm, () => Small);
        Assert.True(cache.TryGet([1], out _));
        Assert.False(cache.TryGet([2], out _));
        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public void GetOrLoad_ModuleIsLargerThanTheCache_IsNotKept()
    {
        var cache = new ModuleCache(Small.Length - 1);
        Assert.NotNull(cache.GetOrLoad([1], ModuleOptions.Fvm, () => Small));
        Assert.Equal(0, cache.Count);
    }

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
