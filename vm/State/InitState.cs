using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Hamt;

namespace FvmCompute.Vm.State;

/// <summary>
/// The state of the init actor, <c>[address map, next id, network name]</c>: which id each robust address has. The map is a HAMT from address bytes to id.
/// </summary>
public sealed class InitState
{
    private const int MaxNetworkNameLength = 256;
    private readonly HamtMap _addresses;

    private InitState(HamtMap addresses, ulong nextId, string networkName) => (_addresses, NextId, NetworkName) = (addresses, nextId, networkName);

    /// <summary>The id the next new actor gets.</summary>
    public ulong NextId { get; private set; }

    public string NetworkName { get; }

    /// <summary>No addresses yet, next id <see cref="SystemActors.FirstUser"/>.</summary>
    public static InitState Create(IBlockstore store, string networkName) => new(new HamtMap(store), SystemActors.FirstUser, networkName);

    public static InitState Load(IBlockstore store, Cid root) => StateException.Guard($"the init actor's state {root}", () => Read(store, root));

    public ulong? Lookup(Address address) => StateException.Guard("the init actor's address map", () => Find(address));

    /// <summary>Maps <paramref name="address"/> to the next id and returns it.</summary>
    public ulong Register(Address address)
    {
        ulong id = NextId;
        Map(address, id);
        NextId = id + 1;
        return id;
    }

    /// <summary>Maps <paramref name="address"/> to an id that is given out already or fixed (genesis).</summary>
    public void Map(Address address, ulong id) => StateException.Guard("the init actor's address map", () => _addresses.Set(address.Bytes, CborOf(id)));

    /// <summary>Writes everything to the store; the result is the init actor's state root.</summary>
    public Cid Write(IBlockstore store)
    {
        CborWriter writer = new(128);
        writer.WriteListStart(3);
        writer.WriteLink(_addresses.Flush());
        writer.WriteUInt64(NextId);
        writer.WriteText(NetworkName);
        Cid root = store.PutDagCbor(writer.Written);
        writer.Dispose();
        return root;
    }

    private static InitState Read(IBlockstore store, Cid root)
    {
        CborReader reader = new(store.Get(root).Span);
        reader.ReadTupleStart(3);
        Cid addresses = reader.ReadLink();
        ulong nextId = reader.ReadUInt64();
        string networkName = reader.ReadText(MaxNetworkNameLength);
        reader.ReadEnd();
        return new InitState(HamtMap.Load(store, addresses), nextId, networkName);
    }

    private ulong? Find(Address address)
    {
        if (!_addresses.TryGet(address.Bytes, out ReadOnlyMemory<byte> value)) { return null; }

        CborReader reader = new(value.Span);
        ulong id = reader.ReadUInt64();
        reader.ReadEnd();
        return id;
    }

    private static byte[] CborOf(ulong id)
    {
        CborWriter writer = new(16);
        writer.WriteUInt64(id);
        byte[] encoded = writer.ToArray();
        writer.Dispose();
        return encoded;
    }
}
