using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Machine;

/// <summary>A failure of ours is no exit code.</summary>
public sealed class FatalTests
{
    [Fact]
    public void CorruptState_UnderAMessage_StopsTheExecutorForGood()
    {
        TestMachine machine = new();
        machine.State.SetActor(SystemActors.Init, machine.State.GetActor(SystemActors.Init)! with { State = Cid.DagCbor("gone"u8) });
        Message message = machine.Message(TestMachine.SenderAddress, method: 0);
        Executor executor = machine.Executor;

        // The sender's address was looked up before, the receiver's was not.
        Assert.Throws<StateException>(() => executor.Execute(message with { To = Filecoin.Addresses.Address.FromActorData("x"u8) }, ApplyKind.Explicit, 100));

        Assert.Throws<InvalidOperationException>(() => executor.Execute(message, ApplyKind.Explicit, 100));
        Assert.Throws<InvalidOperationException>(() => executor.Flush());
    }

    [Fact]
    public void FailingStore_UnderAnActor_LeavesAsWhatItWas()
    {
        TestMachine machine = new();
        ulong actor = machine.Add(new ActorScript().Data(0, [0x01]).Call("ipld.block_create", 100, 0x71, 0, 1).Call("ipld.block_link", 104, 1, 0xb220, 32, 200, 100));
        BrokenStore store = new(machine.Store, machine.Flush());
        StateTree state = StateTree.Load(store, store.Root);
        Executor executor = new(machine.Executor.Context, machine.Executor.Environment with { State = state });
        Message message = machine.Message(Filecoin.Addresses.Address.FromId(actor));

        Assert.Throws<IOException>(() => executor.Execute(message, ApplyKind.Explicit, 100));
        Assert.Throws<InvalidOperationException>(() => executor.Execute(message, ApplyKind.Explicit, 100));
    }

    private sealed class BrokenStore(IBlockstore below, Cid root) : IBlockstore
    {
        public Cid Root { get; } = root;

        public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block) => below.TryGet(cid, out block);

        public void Put(Cid cid, ReadOnlySpan<byte> block) => throw new IOException("no space left on device");
    }
}
