using FvmCompute.Vm.Blockstores;

namespace FvmCompute.Vm.Tests.Blockstores;

/// <summary>
/// A device in memory that keeps apart what was written and what was synced. <see cref="PowerCut"/> keeps all that was synced and of the rest any part in any
/// order: writes torn at any byte, later ones without earlier ones, new names gone. It can also fail from the n-th write or sync on, as a full disk does.
/// </summary>
internal sealed class PowerCutFolder : IStoreFolder
{
    private readonly Dictionary<string, Content> _files = [];
    private readonly HashSet<string> _durableNames = [];
    private int _operations;

    /// <summary>The write or sync, counted from 1, from which on every one fails; writes leave a part behind.</summary>
    public int FailFrom { get; set; } = int.MaxValue;

    public int Operations => _operations;

    public string Path => "/memory";

    public IReadOnlyList<string> FileNames() => [.. _files.Keys];

    public IStoreFile Open(string name)
    {
        if (!_files.TryGetValue(name, out Content? content)) { _files.Add(name, content = new Content()); }

        return new OpenFile(this, content);
    }

    public void Delete(string name) => _files.Remove(name);

    public void Rename(string from, string to)
    {
        _files[to] = _files[from];
        _files.Remove(from);
    }

    public void Sync()
    {
        Count();
        _durableNames.Clear();
        _durableNames.UnionWith(_files.Keys);
    }

    public void Dispose() { }

    /// <summary>What the device holds after losing power now; the folder goes on from there.</summary>
    public void PowerCut(Random random)
    {
        foreach ((string name, Content content) in _files.ToArray())
        {
            content.LoseUnsynced(random);
            if (!_durableNames.Contains(name) && random.Next(2) == 0) { _files.Remove(name); }
        }

        FailFrom = int.MaxValue;
    }

    /// <summary>The current bytes of a file, for damage by hand.</summary>
    public byte[] this[string name]
    {
        get => _files[name].Current;
        set => _files[name] = new Content { Current = value, Durable = value };
    }

    private void Count()
    {
        if (++_operations >= FailFrom) { throw new IOException("No space left on device"); }
    }

    private sealed class Content
    {
        private readonly List<(long Offset, byte[] Bytes)> _unsynced = [];

        public byte[] Current { get; set; } = [];

        public byte[] Durable { get; set; } = [];

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            _unsynced.Add((offset, bytes.ToArray()));
            Current = Apply(Current, offset, bytes);
        }

        public void Truncate(long length)
        {
            byte[] cut = new byte[length];
            Current.AsSpan(0, (int)Math.Min(length, Current.Length)).CopyTo(cut);
            Current = cut;
        }

        public void Sync()
        {
            Durable = Current;
            _unsynced.Clear();
        }

        public void LoseUnsynced(Random random)
        {
            byte[] left = Durable;
            foreach ((long offset, byte[] bytes) in _unsynced)
            {
                // Whole, lost, or any middle part of it.
                int from = random.Next(3) == 0 ? random.Next(bytes.Length) : 0;
                int to = random.Next(3) switch { 0 => from, 1 => bytes.Length, _ => random.Next(from, bytes.Length + 1) };
                if (to > from) { left = Apply(left, offset + from, bytes.AsSpan(from, to - from)); }
            }

            Current = Durable = left;
            _unsynced.Clear();
        }

        private static byte[] Apply(byte[] content, long offset, ReadOnlySpan<byte> bytes)
        {
            byte[] next = new byte[Math.Max(content.Length, offset + bytes.Length)];
            content.CopyTo(next, 0);
            bytes.CopyTo(next.AsSpan((int)offset));
            return next;
        }
    }

    private sealed class OpenFile(PowerCutFolder folder, Content content) : IStoreFile
    {
        public long Length => content.Current.Length;

        public int Read(long offset, Span<byte> into)
        {
            int count = (int)Math.Clamp(content.Current.Length - offset, 0, into.Length);
            content.Current.AsSpan((int)Math.Min(offset, content.Current.Length), count).CopyTo(into);
            return count;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            try
            {
                folder.Count();
            }
            catch (IOException)
            {
                content.Write(offset, bytes[..(bytes.Length / 2)]);
                throw;
            }

            content.Write(offset, bytes);
        }

        public void Truncate(long length) => content.Truncate(length);

        public void Sync()
        {
            folder.Count();
            content.Sync();
        }

        public void Dispose() { }
    }
}
