using FvmCompute.Filecoin.Blocks;

namespace FvmCompute.Filecoin.Hamt;

public sealed partial class HamtMap
{
    /// <summary>All entries in digest order. Nodes that were not in memory before are let go again. The map must not change meanwhile.</summary>
    public IEnumerable<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> Entries() => Walk(_root, []);

    private IEnumerable<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> Walk(HamtPointer at, byte[] path)
    {
        HamtNode node = at.Child ?? HamtCodec.Decode(_store.Get(at.Link!), _options, path);
        int index = 0;
        for (int slot = 0; index < node.Pointers.Count; slot++)
        {
            if (!node.Slots.Has(slot)) { continue; }

            HamtPointer pointer = node.Pointers[index++];
            if (pointer.Bucket is null)
            {
                foreach (var entry in Walk(pointer, [.. path, (byte)slot])) { yield return entry; }

                continue;
            }

            foreach (HamtEntry entry in pointer.Bucket) { yield return new(entry.Key, entry.Value); }
        }
    }
}
