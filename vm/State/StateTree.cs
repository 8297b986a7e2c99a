using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Hamt;

namespace FvmCompute.Vm.State;

/// <summary>
/// All actors of a chain by id: root <c>[version 5, actors, info]</c>, actors a HAMT from ID address bytes to <see cref="ActorState"/>, info an empty list.
/// Changes are kept in memory, can be taken back in nested transactions, and reach the store with <see cref="Flush"/>. Not thread-safe.
/// Every member throws <see cref="StateException"/> when the stored state is missing or corrupt; the tree must not be used after that.
/// </summary>
public sealed partial class StateTree
{
    private const ulong Version = 5;
    private readonly HamtMap _actors;
    private readonly Dictionary<ulong, ActorState?> _current = [];
    private readonly HashSet<ulong> _changed = [];

    private StateTree(IBlockstore store, HamtMap actors) => (Store, _actors) = (store, actors);

    /// <summary>The CID of the CBOR empty list, the state of actors without state.</summary>
    public static Cid EmptyListCid { get; } = Cid.DagCbor([0x80]);

    public IBlockstore Store { get; }

    /// <summary>A tree without actors.</summary>
    public static StateTree Create(IBlockstore store)
    {
        store.PutDagCbor([0x80]);
        return new StateTree(store, new HamtMap(store));
    }

    public static StateTree Load(IBlockstore store, Cid root) => StateException.Guard($"state tree {root}", () => new StateTree(store, ReadRoot(store, root)));

    public ActorState? GetActor(ulong id)
    {
        if (!_current.TryGetValue(id, out ActorState? actor))
        {
            actor = StateException.Guard($"actor {id}", () => ReadActor(id));
            _current.Add(id, actor);
        }

        return actor;
    }

    public void SetActor(ulong id, ActorState actor) => Change(id, actor);

    public void DeleteActor(ulong id) => Change(id, null);

    /// <summary>Writes every change and returns the root. No transaction may be open.</summary>
    public Cid Flush()
    {
        if (OpenTransactions != 0) { throw new InvalidOperationException($"{OpenTransactions} transactions of the state tree are still open"); }

        return StateException.Guard("the actors", () =>
        {
            foreach (ulong id in _changed) { WriteActor(id, _current[id]); }

            _changed.Clear();
            return WriteRoot(_actors.Flush());
        });
    }

    private static HamtMap ReadRoot(IBlockstore store, Cid root)
    {
        CborReader reader = new(store.Get(root).Span);
        reader.ReadTupleStart(3);
        ulong version = reader.ReadUInt64();
        if (version != Version) { throw reader.Refuse("state.version", $"the state tree has version {version}, supported is {Version}"); }

        Cid actors = reader.ReadLink();
        reader.ReadLink();
        reader.ReadEnd();
        return HamtMap.Load(store, actors);
    }

    private Cid WriteRoot(Cid actors)
    {
        CborWriter writer = new(128);
        writer.WriteListStart(3);
        writer.WriteUInt64(Version);
        writer.WriteLink(actors);
        writer.WriteLink(Store.PutDagCbor([0x80]));
        Cid root = Store.PutDagCbor(writer.Written);
        writer.Dispose();
        return root;
    }

    private ActorState? ReadActor(ulong id) =>
        _actors.TryGet(Address.FromId(id).Bytes, out ReadOnlyMemory<byte> encoded) ? ActorState.Decode(encoded.Span) : null;

    private void WriteActor(ulong id, ActorState? actor)
    {
        ReadOnlySpan<byte> key = Address.FromId(id).Bytes;
        if (actor is null) { _actors.Remove(key); }
        else { _actors.Set(key, actor.Encode()); }
    }
}
