using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Machine;

/// <summary>Loaded code, or why it does not load.</summary>
public readonly record struct ModuleLoad(WasmModule? Module, string? Error);

/// <summary>
/// Validated and compiled actor code by CID and rules, shared by all executors of a node. Bounded by the bytes of WebAssembly it holds: what was not used for longest goes
/// first. Code that is in use lives on until its last instance ends. Thread-safe.
/// </summary>
public sealed class ModuleCache(long capacityBytes = ModuleCache.DefaultCapacityBytes)
{
    /// <summary>Holds every actor of several network versions (5 to 8 MB each).</summary>
    public const long DefaultCapacityBytes = 64L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _recentlyUsed = new();

    /// <summary>WebAssembly bytes held now.</summary>
    public long Bytes { get; private set; }

    /// <summary>The module for a code CID; absent code is looked for again next time, code that does not load is remembered as such.</summary>
    public ModuleLoad Get(Cid code, IBlockstore store, ModuleOptions options)
    {
        Key key = new(code, options);
        if (TryUse(key, out ModuleLoad known)) { return known; }

        if (!store.TryGet(code, out ReadOnlyMemory<byte> wasm)) { return new ModuleLoad(null, "there is no block with this CID"); }

        // Two threads may load the same code at once; the second one's work is thrown away.
        return Add(key, Load(wasm, options), wasm.Length);
    }

    private static ModuleLoad Load(ReadOnlyMemory<byte> wasm, ModuleOptions options) =>
        WasmModule.TryLoad(wasm, options, out WasmModule? module, out WasmModuleException? error) ? new(module, null) : new(null, error.Message);

    private bool TryUse(Key key, out ModuleLoad load)
    {
        lock (_lock)
        {
            bool known = _entries.TryGetValue(key, out LinkedListNode<Entry>? node);
            load = known ? node!.Value.Load : default;
            if (known)
            {
                _recentlyUsed.Remove(node!);
                _recentlyUsed.AddFirst(node!);
            }

            return known;
        }
    }

    private ModuleLoad Add(Key key, ModuleLoad load, int bytes)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? existing)) { return existing.Value.Load; }

            _entries.Add(key, _recentlyUsed.AddFirst(new Entry(key, load, bytes)));
            Bytes += bytes;
            while (Bytes > capacityBytes && _recentlyUsed.Count > 1) { Remove(_recentlyUsed.Last!); }

            return load;
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _recentlyUsed.Remove(node);
        _entries.Remove(node.Value.Key);
        Bytes -= node.Value.Bytes;
    }

    private readonly record struct Key(Cid Code, ModuleOptions Options);

    private sealed record Entry(Key Key, ModuleLoad Load, int Bytes);
}
