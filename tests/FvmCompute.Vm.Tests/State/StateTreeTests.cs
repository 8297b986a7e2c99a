using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Tests.State;

public class StateTreeTests
{
    private const string EmptyListLink = "d82a5827000171a0e4022045b0cfc220ceec5b7c1c62c4d4193d38e4eba48e8815729ce75f9c0ab0e4c1c0";

    private static readonly Cid Code = Cid.Blake2b256(CidCodec.Raw, "code"u8);

    [Fact]
    public void StateTree_FlushedAndLoaded_HoldsTheSameActors()
    {
        MemoryBlockstore store = new();
        StateTree tree = StateTree.Create(store);
        ActorState delegated = Actor(3) with { DelegatedAddress = Address.Delegated(10, new byte[20]), Nonce = ulong.MaxValue };
        tree.SetActor(100, Actor(7));
        tree.SetActor(ulong.MaxValue >> 1, delegated);
        tree.SetActor(5, Actor(1));
        tree.DeleteActor(5);

        StateTree loaded = StateTree.Load(store, tree.Flush());

        Assert.Equal(Actor(7), loaded.GetActor(100));
        Assert.Equal(delegated, loaded.GetActor(ulong.MaxValue >> 1));
        Assert.Null(loaded.GetActor(5));
        Assert.Equal(tree.Flush(), loaded.Flush());
    }

    [Fact]
    public void StateTree_NestedTransactions_RevertAndMergeByLayer()
    {
        StateTree tree = StateTree.Create(new MemoryBlockstore());
        tree.SetActor(100, Actor(1));
        tree.BeginTransaction();
        tree.SetActor(100, Actor(2));
        tree.BeginTransaction();
        tree.SetActor(100, Actor(3));
        tree.DeleteActor(101);
        tree.SetActor(101, Actor(9));
        tree.EndTransaction(revert: false);
        Assert.Equal(Actor(3), tree.GetActor(100));
        tree.BeginTransaction();
        tree.DeleteActor(100);
        Assert.Null(tree.GetActor(100));
        tree.EndTransaction(revert: true);
        Assert.Equal(Actor(3), tree.GetActor(100));
        tree.EndTransaction(revert: true);

        Assert.Equal(Actor(1), tree.GetActor(100));
        Assert.Null(tree.GetActor(101));
        Assert.Equal(0, tree.OpenTransactions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void StateTree_RandomTransactions_AgreeWithCopiedDictionaries(int seed)
    {
        Random random = new(seed);
        StateTree tree = StateTree.Create(new MemoryBlockstore());
        Stack<Dictionary<ulong, ActorState>> layers = new([[]]);
        for (int step = 0; step < 5000; step++)
        {
            ulong id = (ulong)random.Next(30);
            switch (random.Next(8))
            {
                case 0 when layers.Count < 40:
                    tree.BeginTransaction();
                    layers.Push(new(layers.Peek()));
                    break;
                case 1 when layers.Count > 1:
                    bool revert = random.Next(2) == 0;
                    tree.EndTransaction(revert);
                    Dictionary<ulong, ActorState> top = layers.Pop();
                    if (!revert) { layers.Pop(); layers.Push(top); }
                    break;
                case 2:
                    tree.DeleteActor(id);
                    layers.Peek().Remove(id);
                    break;
                case < 6:
                    tree.SetActor(id, layers.Peek()[id] = Actor(random.Next(5)));
                    break;
                default:
                    Assert.Equal(layers.Peek().GetValueOrDefault(id), tree.GetActor(id));
                    break;
            }
        }

        while (tree.OpenTransactions > 0) { tree.EndTransaction(revert: false); }

        StateTree expected = StateTree.Create(new MemoryBlockstore());
        foreach ((ulong id, ActorState actor) in layers.Peek()) { expected.SetActor(id, actor); }

        Assert.Equal(expected.Flush(), tree.Flush());
    }

    [Fact]
    public void RegisterNewAddress_Reverted_IsForgottenAndTheIdGivenOutAgain()
    {
        StateTree tree = WithInit();
        Address first = Address.FromActorData([1]), second = Address.FromActorData([2]), third = Address.FromActorData([3]);
        Assert.Equal(100UL, tree.RegisterNewAddress(first));
        tree.BeginTransaction();
        Assert.Equal(101UL, tree.RegisterNewAddress(second));
        Assert.Equal(101UL, tree.LookupId(second));
        tree.EndTransaction(revert: true);

        Assert.Null(tree.LookupId(second));
        Assert.Equal(100UL, tree.LookupId(first));
        Assert.Equal(101UL, tree.RegisterNewAddress(third));
        Assert.Equal(101UL, StateTree.Load(tree.Store, tree.Flush()).LookupId(third));
    }

    [Fact]
    public void LookupId_InitStateChangedByItsActor_SeesTheNewMap()
    {
        StateTree tree = WithInit();
        Address address = Address.FromActorData([1]);
        Assert.Null(tree.LookupId(address));
        ActorState actor = tree.GetActor(SystemActors.Init)!;
        InitState other = InitState.Load(tree.Store, actor.State);
        other.Map(address, 4711);

        tree.BeginTransaction();
        tree.SetActor(SystemActors.Init, actor with { State = other.Write(tree.Store) });
        Assert.Equal(4711UL, tree.LookupId(address));
        tree.EndTransaction(revert: true);

        Assert.Null(tree.LookupId(address));
    }

    [Fact]
    public void LookupId_IdAddress_NeedsNoInitActor()
    {
        StateTree tree = StateTree.Create(new MemoryBlockstore());

        Assert.Equal(1234UL, tree.LookupId(Address.FromId(1234)));
        Assert.Null(tree.LookupId(Address.FromActorData([1])));
        Assert.Throws<StateException>(() => tree.RegisterNewAddress(Address.FromActorData([1])));
    }

    [Theory]
    [InlineData("80")] // not a root
    [InlineData("8304" + EmptyListLink + EmptyListLink)] // version 4
    public void Load_BadRoot_IsAStateException(string hex)
    {
        MemoryBlockstore store = new();
        Cid root = store.PutDagCbor(Convert.FromHexString(hex));

        Assert.Throws<StateException>(() => StateTree.Load(store, root));
        Assert.Throws<StateException>(() => StateTree.Load(new MemoryBlockstore(), root));
    }

    private static ActorState Actor(int balance) => new(Code, StateTree.EmptyListCid, 0, balance);

    private static StateTree WithInit()
    {
        StateTree tree = StateTree.Create(new MemoryBlockstore());
        tree.SetActor(SystemActors.Init, Actor(0) with { State = InitState.Create(tree.Store, "test").Write(tree.Store) });
        return tree;
    }
}
