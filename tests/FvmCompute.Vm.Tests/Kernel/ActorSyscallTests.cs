using System.Buffers.Binary;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Kernel;

/// <summary>Module <c>actor</c>.</summary>
public sealed class ActorSyscallTests
{
    private const int Out = 100;
    private const int Buffer = 0x1000;
    private static readonly Address Delegated = Address.Delegated(10, [.. Enumerable.Repeat((byte)0xab, 20)]);

    private readonly TestMachine _machine = new();

    [Fact]
    public void ResolveAddress_OfAnyKind_GivesTheId()
    {
        byte[] sender = TestMachine.SenderAddress.Bytes.ToArray();
        byte[] unknown = Address.FromActorData("x"u8).Bytes.ToArray();
        ScriptResult result = _machine.Run(new ActorScript().Data(0, sender).Data(32, unknown).Data(64, Address.FromId(7_000_000).Bytes).Data(80, [9, 9])
            .Call("actor.resolve_address", Out, 0, sender.Length)
            .Call("actor.resolve_address", Out + 8, 64, 5)
            .Call("actor.resolve_address", Out + 16, 32, unknown.Length)
            .Call("actor.resolve_address", Out + 16, 80, 2)
            .Call("actor.resolve_address", Out + 16, 0, 0)
            .Call("actor.resolve_address", Out + 16, 0xffff, 5)
            .Returns(Out, 16));

        Assert.Equal(
            [ErrorNumber.None, ErrorNumber.None, ErrorNumber.NotFound, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument],
            Enumerable.Range(0, 6).Select(result.Error));
        Assert.Equal((TestMachine.SenderId, 7_000_000UL), (result.U64(24), result.U64(32)));
    }

    [Fact]
    public void LookupDelegatedAddress_GivesItOrNothing()
    {
        _machine.State.SetActor(300, new ActorState(_machine.Placeholder, StateTree.EmptyListCid, 0, 5, Delegated));
        ScriptResult result = _machine.Run(new ActorScript()
            .Call("actor.lookup_delegated_address", Out, 300, Buffer, 64)
            .Call("actor.lookup_delegated_address", Out + 4, (long)TestMachine.SenderId, Buffer + 64, 64)
            .Call("actor.lookup_delegated_address", Out + 8, 300, Buffer + 64, 21)
            .Call("actor.lookup_delegated_address", Out + 8, 301, Buffer + 64, 64)
            .Call("actor.lookup_delegated_address", Out + 8, -1, Buffer + 64, 64)
            .Call("actor.lookup_delegated_address", Out + 8, 300, 0xfff0, 64)
            .Returns(Out, Buffer + 22 - Out));

        Assert.Equal(
            [ErrorNumber.None, ErrorNumber.None, ErrorNumber.BufferTooSmall, ErrorNumber.NotFound, ErrorNumber.NotFound, ErrorNumber.IllegalArgument],
            Enumerable.Range(0, 6).Select(result.Error));
        Assert.Equal((22u, 0u), (result.U32(24), result.U32(28)));
        Assert.Equal(Delegated.Bytes.ToArray(), result.Window(6)[(Buffer - Out)..]);
    }

    [Fact]
    public void CodeAndType_OfBuiltinActors_AreThoseOfTheManifest()
    {
        ScriptResult result = _machine.Run(new ActorScript()
            .Call("actor.get_actor_code_cid", Out, (long)TestMachine.SenderId, Buffer, 64)
            .Call("actor.get_builtin_actor_type", Out + 4, Buffer)
            .Call("actor.get_actor_code_cid", Out, 1000, Buffer, 64)
            .Call("actor.get_builtin_actor_type", Out + 8, Buffer)
            .Call("actor.get_code_cid_for_type", Out, 4, Buffer, 64)
            .Call("actor.get_builtin_actor_type", Out + 12, Buffer)
            .Call("actor.get_actor_code_cid", Out, 5555, Buffer, 64)
            .Call("actor.get_code_cid_for_type", Out, 0, Buffer, 64)
            .Call("actor.get_code_cid_for_type", Out, 7, Buffer, 64)
            .Call("actor.get_code_cid_for_type", Out, -1, Buffer, 64)
            .Call("actor.get_builtin_actor_type", Out, 0xffff)
            .Returns(Out, Buffer + 38 - Out));

        Assert.All(Enumerable.Range(0, 6), call => Assert.Equal(ErrorNumber.None, result.Error(call)));
        Assert.Equal(
            [ErrorNumber.NotFound, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument],
            Enumerable.Range(6, 5).Select(result.Error));
        Assert.Equal((3u, 0u, 4u), (result.U32(48), result.U32(52), result.U32(56)));
        Assert.Equal(_machine.Placeholder.ToBytes(), result.Window(11)[(Buffer - Out)..]);
    }

    [Fact]
    public void BalanceOf_AnyActor_IsItsBalance()
    {
        TokenAmount large = new(UInt128.MaxValue);
        _machine.State.SetActor(300, new ActorState(_machine.Account, StateTree.EmptyListCid, 0, large));
        ScriptResult result = _machine.Run(new ActorScript()
            .Call("actor.balance_of", Out, 300).Call("actor.balance_of", Out + 16, 301).Call("actor.balance_of", 0xfff8, 300).Returns(Out, 16));

        Assert.Equal([ErrorNumber.None, ErrorNumber.NotFound, ErrorNumber.IllegalArgument], Enumerable.Range(0, 3).Select(result.Error));
        Assert.Equal(UInt128.MaxValue, result.U128(12));
    }

    [Fact]
    public void NextActorAddress_AskedTwice_IsTheSame()
    {
        ScriptResult result = _machine.Run(new ActorScript()
            .Call("actor.next_actor_address", Out, Buffer, 21)
            .Call("actor.next_actor_address", Out + 4, Buffer + 21, 64)
            .Call("actor.next_actor_address", Out + 8, Buffer + 64, 20)
            .Call("actor.next_actor_address", Out + 8, 0xfff0, 64)
            .Returns(Buffer, 42));

        Assert.Equal(
            [ErrorNumber.None, ErrorNumber.None, ErrorNumber.BufferTooSmall, ErrorNumber.IllegalArgument], Enumerable.Range(0, 4).Select(result.Error));
        byte[] expected = NextAddress(nonce: 0, created: 0).Bytes.ToArray();
        Assert.Equal([.. expected, .. expected], result.Window(4));
    }

    [Fact]
    public void CreateActor_ByAnyoneButInit_IsForbidden()
    {
        Assert.Equal(ErrorNumber.Forbidden, _machine.Run(new ActorScript().Data(0, _machine.Account.Bytes).Call("actor.create_actor", 7000, 0, 0, 0)).Error(0));
        Assert.Null(_machine.State.GetActor(7000));
    }

    [Fact]
    public void CreateActor_ByInit_MakesActorsAndCountsThem()
    {
        _machine.State.SetActor(300, new ActorState(_machine.Placeholder, StateTree.EmptyListCid, 0, 5, Delegated));
        byte[] delegated = Delegated.Bytes.ToArray();
        ActorScript script = new ActorScript().Data(0, _machine.EthereumAccount.Bytes).Data(64, delegated).Data(200, _machine.Placeholder.Bytes)
            .Call("actor.create_actor", 7000, 0, 0, 0)
            .Call("actor.create_actor", 7001, 0, 64, delegated.Length)
            .Call("actor.create_actor", 300, 0, 64, delegated.Length)
            .Call("actor.next_actor_address", Out, Buffer, 21)
            .Call("actor.create_actor", 7000, 0, 0, 0)
            .Call("actor.create_actor", 7002, 200, 0, 0)
            .Call("actor.create_actor", -1, 0, 0, 0)
            .Call("actor.create_actor", 7003, 0, 65, 3)
            .Call("actor.create_actor", 7003, 0xffff, 0, 0)
            .Returns(Buffer, 21);

        ScriptResult result = AsInit(script);

        Assert.Equal(
            [
                ErrorNumber.None, ErrorNumber.None, ErrorNumber.None, ErrorNumber.None, ErrorNumber.Forbidden, ErrorNumber.Forbidden,
                ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument,
            ],
            Enumerable.Range(0, 9).Select(result.Error));
        Assert.Equal(NextAddress(nonce: 0, created: 3).Bytes.ToArray(), result.Window(9));
        Assert.Equal(new ActorState(_machine.EthereumAccount, StateTree.EmptyListCid, 0, TokenAmount.Zero), _machine.State.GetActor(7000));
        Assert.Equal(Delegated, _machine.State.GetActor(7001)!.DelegatedAddress);
        Assert.Equal(new ActorState(_machine.EthereumAccount, StateTree.EmptyListCid, 0, 5, Delegated), _machine.State.GetActor(300));
    }

    [Fact]
    public void CreateActor_OverAPlaceholderOfAnotherAddress_IsForbidden()
    {
        _machine.State.SetActor(300, new ActorState(_machine.Placeholder, StateTree.EmptyListCid, 0, 5, Delegated));
        ActorScript script = new ActorScript().Data(0, _machine.Account.Bytes).Data(64, Address.Delegated(10, new byte[20]).Bytes)
            .Call("actor.create_actor", 300, 0, 64, 22).Call("actor.create_actor", 300, 0, 0, 0);

        ScriptResult result = AsInit(script);

        Assert.Equal([ErrorNumber.Forbidden, ErrorNumber.Forbidden], Enumerable.Range(0, 2).Select(result.Error));
        Assert.Equal(_machine.Placeholder, _machine.State.GetActor(300)!.Code);
    }

    private ScriptResult AsInit(ActorScript script)
    {
        ActorState init = _machine.State.GetActor(SystemActors.Init)!;
        _machine.State.SetActor(SystemActors.Init, init with { Code = _machine.PutCode(script.Build()) });
        return new ScriptResult(_machine.Send(SystemActors.Init));
    }

    /// <summary>BLAKE2b-160 of the CBOR of the sender's address, its nonce and the number of created actors, both big-endian.</summary>
    private static Address NextAddress(ulong nonce, ulong created)
    {
        byte[] sender = TestMachine.SenderAddress.Bytes.ToArray();
        byte[] counters = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(counters, nonce);
        BinaryPrimitives.WriteUInt64BigEndian(counters.AsSpan(8), created);
        return Address.FromActorData([0x55, .. sender, .. counters]);
    }
}
