using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Amt;

public sealed partial class AmtArray
{
    /// <summary>
    /// All items in index order; at the end the declared count is checked. Nodes that were not in memory before are let go again. The array must not change
    /// meanwhile.
    /// </summary>
    public IEnumerable<KeyValuePair<ulong, ReadOnlyMemory<byte>>> Entries()
    {
        ulong seen = 0;
        foreach (var entry in Walk(_root, _height, 0))
        {
            if (++seen > Count) { throw CountMismatch("more"); }

            yield return entry;
        }

        if (seen < Count) { throw CountMismatch("fewer"); }
    }

    private FilecoinFormatException CountMismatch(string found) => new("amt.count", $"the root declares {Count} items, the tree has {found}");

    private IEnumerable<KeyValuePair<ulong, ReadOnlyMemory<byte>>> Walk(AmtNode node, int height, ulong start)
    {
        int item = 0;
        for (int slot = 0; slot < node.Slots.Length; slot++)
        {
            if (!node.Slots.Has(slot)) { continue; }

            if (!_shape.TryStartOf(start, height, slot, out ulong first) || (height == 0 && first > MaxIndex))
            {
                throw new FilecoinFormatException("amt.index", $"slot {slot} at height {height} lies beyond index {MaxIndex}");
            }

            if (height == 0)
            {
                yield return new(first, node.Values[item++]);
                continue;
            }

            AmtPointer child = node.Children[item++];
            AmtNode below = child.Child ?? AmtCodec.DecodeNode(_store.Get(child.Link!), _shape, height - 1);
            foreach (var entry in Walk(below, height - 1, first)) { yield return entry; }
        }
    }
}
