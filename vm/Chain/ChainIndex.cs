using System.Runtime.InteropServices;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Chain;

/// <summary>
/// Where the chain's tipsets and messages are, in memory: 40 bytes for each tipset, about 60 for each message. Holds CIDs of chain objects (dag-cbor,
/// BLAKE2b-256) only. Not thread-safe.
/// </summary>
internal sealed class ChainIndex
{
    private readonly List<(long Epoch, Digest Key)> _tipsets = [];
    private readonly Dictionary<Digest, (int Tipset, int Index)> _messages = [];

    public int Count => _tipsets.Count;

    public Cid KeyAt(int position) => _tipsets[position].Key.ToCid();

    /// <summary>Adds the next tipset with the CIDs of its messages.</summary>
    public void Add(Tipset tipset, IReadOnlyList<Cid> messages)
    {
        for (int i = 0; i < messages.Count; i++) { _messages.TryAdd(Digest.Of(messages[i]), (_tipsets.Count, i)); }

        _tipsets.Add((tipset.Epoch, Digest.Of(tipset.Key)));
    }

    public bool Contains(Cid message) => _messages.ContainsKey(Digest.Of(message));

    public bool TryFind(Cid message, out Cid? tipset, out int index)
    {
        bool found = _messages.TryGetValue(Digest.Of(message), out var at);
        index = at.Index;
        tipset = found ? KeyAt(at.Tipset) : null;
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
    public Cid AtOrBefore(long epoch)
    {
        int position = PositionFrom(epoch);
        return KeyAt(position < _tipsets.Count && _tipsets[position].Epoch == epoch ? position : position - 1);
    }

    /// <summary>The 32 digest bytes of a CID, without an object of its own.</summary>
    private readonly record struct Digest(ulong A, ulong B, ulong C, ulong D)
    {
        public static Digest Of(Cid cid) => cid.Digest.Length == 32 ? MemoryMarshal.Read<Digest>(cid.Digest) : default;

        public Cid ToCid()
        {
            Digest copy = this;
            return Cid.Create(CidCodec.DagCbor, MultihashCode.Blake2b256, MemoryMarshal.AsBytes(new ReadOnlySpan<Digest>(in copy)));
        }
    }
}
