using System.Diagnostics.CodeAnalysis;

namespace FvmCompute.Vm.Wasm;

/// <summary>
/// Keeps loaded modules by an opaque key (the code CID's bytes, with whatever names the options), the least recently used ones leaving first.
/// Compiled code goes with its module when no instance holds it. Thread-safe.
/// </summary>
public sealed class ModuleCache
{
    private readonly long _maxBytes;
    private readonly Dictionary<ByteKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];
    private readonly Lock _lock = new();

    /// <summary>A cache of modules of together at most <paramref name="maxBytes"/> bytes of WebAssembly; a larger one is never kept.</summary>
    public ModuleCache(long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _maxBytes = maxBytes;
    }

    /// <summary>Bytes of WebAssembly of the modules now kept.</summary>
    public long Bytes { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock) { return _entries.Count; }
        }
    }

    /// <summary>Finds a module and marks it as used.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out WasmModule? module)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(new ByteKey(key.ToArray()), out LinkedListNode<Entry>? node))
            {
                module = null;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            module = node.Value.Module;
            return true;
        }
    }

    /// <summary>Finds a module or loads it; of two threads that load the same one, both get the first. Throws <see cref="WasmModuleException"/>.</summary>
    public WasmModule GetOrLoad(ReadOnlySpan<byte> key, ModuleOptions options, Func<ReadOnlyMemory<byte>> bytes)
    {
        if (TryGet(key, out WasmModule? module)) { return module; }
        return Add(key, WasmModule.Load(bytes(), options));
    }

    private WasmModule Add(ReadOnlySpan<byte> key, WasmModule module)
    {
        lock (_lock)
        {
            if (TryGet(key, out WasmModule? first)) { return first; }
            if (module.Size > _maxBytes) { return module; }
            while (Bytes + module.Size > _maxBytes) { RemoveLeastUsed(); }
            var byteKey = new ByteKey(key.ToArray());
            _entries.Add(byteKey, _byUse.AddFirst(new Entry(byteKey, module)));
            Bytes += module.Size;
            return module;
        }
    }

    private void RemoveLeastUsed()
    {
        Entry last = _byUse.Last!.Value;
        _byUse.RemoveLast();
        _entries.Remove(last.Key);
        Bytes -= last.Module.Size;
    }

    private readonly record struct Entry(ByteKey Key, WasmModule Module);

    /// <summary>A byte string compared by value.</summary>
    private readonly struct ByteKey(byte[] bytes) : IEquatable<ByteKey>
    {
        private readonly byte[] _bytes = bytes;

        public bool Equals(ByteKey other) => _bytes.AsSpan().SequenceEqual(other._bytes);

        public override bool Equals(object? obj) => obj is ByteKey other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.AddBytes(_bytes);
            return hash.ToHashCode();
        }
    }
}
