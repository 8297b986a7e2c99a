using System.Collections;

namespace Grpc.Core;

/// <summary>
/// Headers or trailers of a call: an ordered list in which a key may occur several times. Keys are lower case; a key that ends in
/// <c>-bin</c> holds bytes, any other key printable ASCII.
/// </summary>
public sealed partial class Metadata : IList<Metadata.Entry>
{
    /// <summary>What a key must end in to hold bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    private readonly List<Entry> _entries = [];

    public int Count => _entries.Count;

    public bool IsReadOnly => false;

    public Entry this[int index]
    {
        get => _entries[index];
        set => _entries[index] = Checked(value);
    }

    public void Add(string key, string value) => _entries.Add(new Entry(key, value));

    public void Add(string key, byte[] value) => _entries.Add(new Entry(key, value));

    public void Add(Entry item) => _entries.Add(Checked(item));

    public void Insert(int index, Entry item) => _entries.Insert(index, Checked(item));

    /// <summary>The last entry with this key, as HTTP says of repeated fields where only one makes sense; null when there is none.</summary>
    public Entry? Get(string key)
    {
        string wanted = key.ToLowerInvariant();
        return _entries.FindLast(entry => entry.Key == wanted);
    }

    public string? GetValue(string key) => Get(key)?.Value;

    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries with this key, in their order.</summary>
    public IEnumerable<Entry> GetAll(string key)
    {
        string wanted = key.ToLowerInvariant();
        return _entries.Where(entry => entry.Key == wanted);
    }

    public void Clear() => _entries.Clear();

    public bool Contains(Entry item) => _entries.Contains(item);

    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public int IndexOf(Entry item) => _entries.IndexOf(item);

    public bool Remove(Entry item) => _entries.Remove(item);

    public void RemoveAt(int index) => _entries.RemoveAt(index);

    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Entry Checked(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item;
    }
}
