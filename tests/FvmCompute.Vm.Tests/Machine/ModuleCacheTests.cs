using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Tests.Machine;

public sealed class ModuleCacheTests
{
    private readonly MemoryBlockstore _store = new();

    [Fact]
    public void Get_Again_GivesTheSameModuleWithoutTheStore()
    {
        ModuleCache cache = new();
        Cid code = Put("(module)");
        WasmModule? first = cache.Get(code, _store, ModuleOptions.Fvm).Module;

        Assert.NotNull(first);
        Assert.Same(first, cache.Get(code, new MemoryBlockstore(), ModuleOptions.Fvm).Module);
    }

    [Fact]
    public void Get_UnderOtherRules_LoadsAnew()
    {
        ModuleCache cache = new();
        Cid code = Put("(module)");

        Assert.NotSame(cache.Get(code, _store, ModuleOptions.Fvm).Module, cache.Get(code, _store, ModuleOptions.Unmetered).Module);
    }

    [Fact]
    public void Get_OfAbsentCode_IsTriedAgainOnceItIsThere()
    {
        ModuleCache cache = new();
        Cid code = Put("(module)");

        Assert.Equal("there is no block with this CID", cache.Get(code, new MemoryBlockstore(), ModuleOptions.Fvm).Error);
        Assert.NotNull(cache.Get(code, _store, ModuleOptions.Fvm).Module);
    }

    [Fact]
    public void Get_OfBadCode_IsRememberedAsBad()
    {
        ModuleCache cache = new();
        Cid code = _store.Put(CidCodec.Raw, "no wasm"u8);

        string? error = cache.Get(code, _store, ModuleOptions.Fvm).Error;

        Assert.NotNull(error);
        Assert.Equal(error, cache.Get(code, new MemoryBlockstore(), ModuleOptions.Fvm).Error);
    }

    [Fact]
    public void Capacity_WhenExceeded_DropsWhatWasNotUsedForLongest()
    {
        byte[] wasm = Wat.Assemble("(module)");
        ModuleCache cache = new(capacityBytes: 2 * (wasm.Length + 4));
        Cid[] codes = [.. Enumerable.Range(0, 3).Select(i => _store.Put(CidCodec.Raw, (byte[])[.. wasm, 0, 2, 0, (byte)i]))];
        WasmModule? first = cache.Get(codes[0], _store, ModuleOptions.Fvm).Module;
        WasmModule? second = cache.Get(codes[1], _store, ModuleOptions.Fvm).Module;
        Assert.Same(first, cache.Get(codes[0], _store, ModuleOptions.Fvm).Module);

        cache.Get(codes[2], _store, ModuleOptions.Fvm);

        Assert.Same(first, cache.Get(codes[0], _store, ModuleOptions.Fvm).Module);
        Assert.NotSame(second, cache.Get(codes[1], _store, ModuleOptions.Fvm).Module);
        Assert.True(cache.Bytes <= 2 * (wasm.Length + 4));
    }

    private Cid Put(string wat) => _store.Put(CidCodec.Raw, Wat.Assemble(wat));
}
