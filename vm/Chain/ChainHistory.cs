using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Blockstores;

namespace FvmCompute.Vm.Chain;

/// <summary>Finds a stored chain from its head back to the genesis, or begins one.</summary>
internal static class ChainHistory
{
    /// <summary>Fills <paramref name="index"/> with at least the genesis. The head is what the last commit of <paramref name="store"/> carried.</summary>
    public static void Load(FileBlockstore store, ChainOptions options, ChainIndex index)
    {
        byte[] head = store.LastPayload();
        if (head.Length == 0)
        {
            Genesis? genesis = options.Genesis ?? options.NewGenesis?.Invoke();
            index.Add(Begin(store, genesis ?? throw new ChainException($"{options.Folder} holds no chain, and no genesis was given to begin one")), []);
            return;
        }

        Stack<Cid> keys = new(BackFrom(store, Cid.Decode(head)));
        foreach (Cid key in keys)
        {
            Tipset tipset = Read(store, key);
            index.Add(tipset, MessagesOf(store, tipset));
        }

        RequireSame(options.Genesis, index.KeyAt(0), options.Folder);
    }

    /// <summary>The CIDs of the signed messages in <paramref name="tipset"/>, in order.</summary>
    public static List<Cid> MessagesOf(IBlockstore store, Tipset tipset) => tipset.IsEmpty
        ? []
        : [.. AmtArray.Load(store, tipset.Messages).Entries().Select(item => LinkOf(item.Value.Span))];

    public static Tipset Read(IBlockstore store, Cid key) => Tipset.Decode(store.Get(key).Span);

    private static Tipset Begin(FileBlockstore store, Genesis genesis)
    {
        Tipset tipset = genesis.Build(store);
        store.Commit(tipset.Key.Bytes);
        return tipset;
    }

    private static IEnumerable<Cid> BackFrom(IBlockstore store, Cid key)
    {
        while (true)
        {
            yield return key;
            Tipset tipset = Read(store, key);
            if (tipset.IsGenesis) { yield break; }

            key = tipset.Parent;
        }
    }

    private static void RequireSame(Genesis? genesis, Cid stored, string folder)
    {
        if (genesis is null) { return; }

        Cid expected = genesis.Build(new MemoryBlockstore()).Key;
        if (expected != stored)
        {
            throw new ChainException(
                $"{folder} holds another chain: its genesis is {stored}, that of '{genesis.NetworkName}' as configured is {expected}. "
                + "Choose another folder, or the genesis it began with");
        }
    }

    private static Cid LinkOf(ReadOnlySpan<byte> item)
    {
        CborReader reader = new(item);
        return reader.ReadLink();
    }
}
