using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Chain;

/// <summary>Where the chain's tipsets and messages are, in memory: about 100 bytes for each of either. Not thread-safe.</summary>
internal sealed class ChainIndex
{
    private readonly List<Tipset> _tipsets = [];
    private readonly Dictionary<Cid, (int Tipset, int Index)> _messages = [];

    public int Count => _tipsets.Count;

    public Tipset this[int position] => _tipsets[position];

    /// <summary>Adds the next tipset with the CIDs of its messages.</summary>
    public void Add(Tipset tipset, IReadOnlyList<Cid> messages)
    {
        for (int i = 0; i < messages.Count; i++) { _messages.TryAdd(messages[i], (_tipsets.Count, i)); }

        _tipsets.Add(tipset);
    }

    public bool TryFind(Cid message, out Tipset tipset, out int index)
    {
        bool found = _messages.TryGetValue(message, out var at);
        index = at.Index;
        tipset = _tipsets[at.Tipset];
        return found;
    }

    /// <summary>Position of the first tipset at or after <paramref name="epoch"/>; <see cref="Count"/> when there is none.</summary>
    public int PositionFrom(long epoch)
    {
        int low = 0, high = _tipsets.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_tipsets[middle].Epoch < epoch) { low = middle + 1; }
            else { high = middle; }
        }

        return low;
    }

    /// <summary>The tipset at <paramref name="epoch"/>, or the last one before it (null rounds); <paramref name="epoch"/> is 0 or more.</summary>
    public Tipset AtOrBefore(long epoch)
    {
        int position = PositionFrom(epoch);
        return position < _tipsets.Count && _tipsets[position].Epoch == epoch ? _tipsets[position] : _tipsets[position - 1];
    }
}
