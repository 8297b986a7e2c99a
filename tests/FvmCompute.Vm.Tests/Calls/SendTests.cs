using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Actors;
using static FvmCompute.Vm.Tests.Actors.ActorScript;

namespace FvmCompute.Vm.Tests.Calls;

public sealed class SendTests
{
    private const int Out = 0x800;
    private const int Buffer = 0x1000;

    private readonly TestMachine _machine = new();

    [Fact]
    public void Send_WithParameters_HandsThemOverAndBringsTheAnswerBack()
    {
        ulong echo = _machine.Add("""(module (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (local.get 0)))""");

        ScriptResult result = _machine.Run(new ActorScript().Data(0, [0x42, 7, 8])
            .Call("ipld.block_create", 100, 0x71, 0, 3)
            .SendTo(echo, Out, parameters: Load(100))
            .Call("ipld.block_read", 104, Load(Out + 4), 0, Buffer, 3)
            .Returns(Out, Buffer + 3 - Out));

        Assert.All(Enumerable.Range(0, 3), call => Assert.Equal(ErrorNumber.None, result.Error(call)));
        Assert.Equal((0u, 2u, 0x71UL, 3u), (result.U32(12), result.U32(16), result.U64(20), result.U32(28)));
        Assert.Equal([0x42, 7, 8], result.Window(3)[(Buffer - Out)..]);
    }

    [Fact]
    public void Send_ToACalleeThatFails_BringsItsExitCodeAndData()
    {
        ulong callee = _machine.Add(new ActorScript().Data(0, "no"u8).Call("ipld.block_create", 100, 0x55, 0, 2).Exit(33, Load(100)));

        ScriptResult result = _machine.Run(new ActorScript().SendTo(callee, Out).Returns(Out, 20));

        Assert.Equal(ErrorNumber.None, result.Error(0));
        Assert.Equal((33u, 1u, 0x55UL, 2u), (result.U32(4), result.U32(8), result.U64(12), result.U32(20)));
    }

    [Fact]
    public void Send_ToACalleeThatTraps_IsExit4AndTheCallerGoesOn()
    {
        ulong callee = _machine.Add("""(module (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) unreachable))""");

        ScriptResult result = _machine.Run(new ActorScript().SendTo(callee, Out).Returns(Out, 20));

        Assert.Equal((4u, 0u, 0UL, 0u), (result.U32(4), result.U32(8), result.U64(12), result.U32(20)));
    }

    [Fact]
    public void Send_ThatCannotBeDispatched_IsAnErrorOfTheCall()
    {
        ScriptResult result = _machine.Run(new ActorScript().Data(0, Address.FromActorData("x"u8).Bytes).Data(40, [7, 7])
            .SendTo(88_888, Out)
            .Send(Out + 100, 0, 21)
            .SendTo(TestMachine.SenderId, Out + 200, method: 0, value: 11)
            .SendTo(TestMachine.SenderId, Out + 300, parameters: 5)
            .SendTo(TestMachine.SenderId, Out + 400, flags: 2)
            .Send(Out + 500, 40, 2)
            .Send(Out + 500, 0xffff, 21)
            .Send(0xfff0, 0, 21), balance: 10);

        Assert.Equal(
            [
                ErrorNumber.NotFound, ErrorNumber.NotFound, ErrorNumber.InsufficientFunds, ErrorNumber.InvalidHandle, ErrorNumber.IllegalArgument,
                ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument,
            ],
            Enumerable.Range(0, 8).Select(result.Error));
    }

    [Fact]
    public void Send_OfValue_MovesItUpTo128Bits()
    {
        TokenAmount all = new(UInt128.MaxValue);
        ulong sender = _machine.Add(new ActorScript().Data(0, Address.FromId(300).Bytes).Call("send.send", Out, 0, 3, 0, 0, -1, -1, -1, 0).Returns(Out, 20));
        _machine.State.SetActor(sender, _machine.State.GetActor(sender)! with { Balance = all });
        _machine.State.SetActor(300, new ActorState(_machine.Account, StateTree.EmptyListCid, 0, TokenAmount.Zero));

        Assert.Equal(0u, new ScriptResult(_machine.Send(sender)).U32(4));

        Assert.Equal(all, _machine.BalanceOf(300));
        Assert.Equal(TokenAmount.Zero, _machine.BalanceOf(sender));
    }

    [Fact]
    public void Send_ToAFailingCallee_TakesBackItsValueStateAndEvents()
    {
        ulong callee = _machine.Add(ChangeEverything(new ActorScript()).Exit(40), balance: 5);
        ulong caller = _machine.Add(new ActorScript().SendTo(callee, Out, value: 7).Returns(Out, 20), balance: 10);

        ApplyResult result = _machine.Send(caller);

        Assert.Equal(40u, new ScriptResult(result).U32(4));
        Assert.Empty(result.Events);
        Assert.Equal(((TokenAmount)10, (TokenAmount)5), (_machine.BalanceOf(caller), _machine.BalanceOf(callee)));
        Assert.Equal(StateTree.EmptyListCid, _machine.State.GetActor(callee)!.State);
    }

    [Fact]
    public void Send_BelowAFailingCaller_IsTakenBackWithIt()
    {
        ulong inner = _machine.Add(ChangeEverything(new ActorScript()), balance: 5);
        ulong middle = _machine.Add(ChangeEverything(new ActorScript()).SendTo(inner, Out, value: 3).Exit(41), balance: 10);
        ulong outer = _machine.Add(ChangeEverything(new ActorScript()).SendTo(middle, Out, value: 2).Returns(Out, 20), balance: 10);

        ApplyResult result = _machine.Send(outer);

        Assert.Equal(41u, BitConverter.ToUInt32(result.Receipt.ReturnData.Span[(4 * 5)..]));
        Assert.Equal([outer], result.Events.Select(e => e.Emitter));
        Assert.Equal(
            ((TokenAmount)10, (TokenAmount)10, (TokenAmount)5), (_machine.BalanceOf(outer), _machine.BalanceOf(middle), _machine.BalanceOf(inner)));
        Assert.Equal(StateTree.EmptyListCid, _machine.State.GetActor(inner)!.State);
        Assert.NotEqual(StateTree.EmptyListCid, _machine.State.GetActor(outer)!.State);
    }

    [Fact]
    public void RevertedSend_PaysForItsAccessesAgain()
    {
        ulong callee = _machine.Add(new ActorScript().Call("actor.balance_of", 100, 300).Exit(40));
        _machine.State.SetActor(300, new ActorState(_machine.Account, StateTree.EmptyListCid, 0, TokenAmount.Zero));

        ApplyResult result = _machine.Send(_machine.Add(new ActorScript().SendTo(callee, Out).SendTo(callee, Out + 100).Call("actor.balance_of", 100, 300)));

        // 300 three times, the callee twice: each time the call that paid was reverted.
        Assert.Equal(5, result.Trace!.Charges.Count(charge => charge.Name == "OnActorLookup"));
    }

    [Fact]
    public void KeptSend_PaysForItsAccessesOnce()
    {
        ulong callee = _machine.Add(new ActorScript().Call("actor.balance_of", 100, 300));
        _machine.State.SetActor(300, new ActorState(_machine.Account, StateTree.EmptyListCid, 0, TokenAmount.Zero));

        ApplyResult result = _machine.Send(_machine.Add(new ActorScript().SendTo(callee, Out).SendTo(callee, Out + 100).Call("actor.balance_of", 100, 300)));

        Assert.Equal(2, result.Trace!.Charges.Count(charge => charge.Name == "OnActorLookup"));
    }

    [Fact]
    public void ReadOnlySend_ForbidsEveryChangeAndItsCalleesInherit()
    {
        byte[] newKey = Address.FromSecp256k1Key([4, .. Enumerable.Repeat((byte)9, 64)]).Bytes.ToArray();
        byte[] newEthereum = Address.Delegated(10, new byte[20]).Bytes.ToArray();
        ulong callee = _machine.Add(new ActorScript().Data(0, newKey).Data(40, newEthereum).Data(64, _machine.Account.Bytes)
            .Call("self.root", 200, Buffer, 64)
            .Call("self.set_root", Buffer)
            .Call("event.emit_event", 0, 0, 0, 0, 0, 0)
            .Call("self.self_destruct", 1)
            .SendTo(TestMachine.SenderId, Out, method: 0, value: 1)
            .SendTo(TestMachine.SenderId, Out + 100, method: 0)
            .Send(Out + 200, 0, newKey.Length, method: 0)
            .Send(Out + 200, 40, newEthereum.Length, method: 0)
            .Call("actor.create_actor", 7000, 64, 0, 0)
            .Call("vm.message_context", Out + 300)
            .Returns(Out + 372, 8), balance: 10);
        ulong middle = _machine.Add(new ActorScript()
            .SendTo(callee, Out).Call("ipld.block_read", 104, Load(Out + 4), 0, Buffer, 48).Returns(Buffer, 48));

        ScriptResult result = _machine.Run(new ActorScript()
            .SendTo(middle, Out, flags: 1).Call("ipld.block_read", 104, Load(Out + 4), 0, Buffer, 56).Returns(Buffer, 56));

        byte[] answers = result.Window(2)[8..];
        Assert.Equal(
            [
                ErrorNumber.None, ErrorNumber.ReadOnly, ErrorNumber.ReadOnly, ErrorNumber.ReadOnly, ErrorNumber.ReadOnly, ErrorNumber.None,
                ErrorNumber.ReadOnly, ErrorNumber.ReadOnly, ErrorNumber.Forbidden, ErrorNumber.None,
            ],
            Enumerable.Range(0, 10).Select(i => (ErrorNumber)BitConverter.ToUInt32(answers, 4 * i)));
        Assert.Equal(1UL, BitConverter.ToUInt64(answers, 40));
        Assert.Equal((TokenAmount)10, _machine.BalanceOf(callee));
    }

    [Fact]
    public void ReadOnlyCreation_ByInit_IsReadOnly()
    {
        ActorScript script = new ActorScript().Data(64, _machine.Account.Bytes).Call("actor.create_actor", 7000, 64, 0, 0);
        _machine.State.SetActor(SystemActors.Init, _machine.State.GetActor(SystemActors.Init)! with { Code = _machine.PutCode(script.Build()) });

        ScriptResult result = _machine.Run(new ActorScript()
            .SendTo(SystemActors.Init, Out, flags: 1).Call("ipld.block_read", 104, Load(Out + 4), 0, Buffer, 4).Returns(Buffer, 4));

        Assert.Equal((uint)ErrorNumber.ReadOnly, result.U32(8));
    }

    [Fact]
    public void Links_OfParameters_CanBeOpenedByTheCallee()
    {
        Cid leaf = _machine.Store.PutDagCbor([0x07]);
        ulong callee = _machine.Add(new ActorScript().Data(0, leaf.Bytes).Call("ipld.block_open", 100, 0));
        ulong caller = AddWithLinkTo(leaf, new ActorScript()
            .Call("self.root", 100, Buffer, 64).Call("ipld.block_open", 100, Buffer)
            .SendTo(callee, Out, parameters: Load(108)).Call("ipld.block_read", 120, Load(Out + 4), 0, Buffer, 4)
            .SendTo(callee, Out + 100).Call("ipld.block_read", 120, Load(Out + 104), 0, Buffer + 4, 4)
            .Returns(Buffer, 8));

        ScriptResult result = new(_machine.Send(caller));

        Assert.Equal((ErrorNumber.None, ErrorNumber.NotFound), ((ErrorNumber)result.U32(24), (ErrorNumber)result.U32(28)));
        Assert.Equal(
            [75_000_000UL, 75_300_000, 75_000_000],
            result.Applied.Trace!.Charges.Where(charge => charge.Name == "OnMethodInvocation").Select(charge => charge.Total.Milligas));
    }

    [Fact]
    public void Links_OfAReturnedBlock_CanBeOpenedByTheCaller()
    {
        Cid leaf = _machine.Store.PutDagCbor([0x07]);
        ulong callee = AddWithLinkTo(leaf, new ActorScript().Call("self.root", 100, Buffer, 64).Call("ipld.block_open", 100, Buffer).Exit(0, Load(108)));

        ScriptResult result = _machine.Run(new ActorScript().Data(0, leaf.Bytes)
            .Call("ipld.block_open", 100, 0).SendTo(callee, Out).Call("ipld.block_open", 100, 0));

        Assert.Equal([ErrorNumber.NotFound, ErrorNumber.None, ErrorNumber.None], Enumerable.Range(0, 3).Select(result.Error));
        Assert.Contains(new GasCharge("OnReturnValue", GasAmount.FromGas(300)), result.Applied.Trace!.Charges);
    }

    [Fact]
    public void MemoryOfCallees_CountsTowardsTheStackUntilTheyReturn()
    {
        TestMachine machine = new() { Limits = ExecutionLimits.Default with { MaxTotalMemoryBytes = 3 * 65536 } };
        const string Callee = """(module (memory (export "memory") {0}) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""";
        ulong two = machine.Add(Callee.Replace("{0}", "2", StringComparison.Ordinal));
        ulong three = machine.Add(Callee.Replace("{0}", "3", StringComparison.Ordinal));

        ScriptResult result = machine.Run(new ActorScript()
            .SendTo(two, Out).SendTo(three, Out + 100).SendTo(two, Out + 200).SendTo(three, Out + 300, method: 0).Returns(Out, 304));

        Assert.Equal((0u, 4u, 0u, 0u), (result.U32(16), result.U32(116), result.U32(216), result.U32(316)));
        Assert.Equal(ExitCode.Ok, machine.Send(three).Receipt.ExitCode);
    }

    [Fact]
    public void LimitedSend_ThatRunsDry_IsExit7AndCostsItsLimit()
    {
        ulong callee = _machine.Add("""(module (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (loop (br 0)) (i32.const 0)))""");

        ScriptResult result = _machine.Run(new ActorScript()
            .Call("gas.available", 100).SendTo(callee, Out, gasLimit: 2_000_000).Call("gas.available", 108).Returns(100, Out + 20 - 100));

        Assert.Equal((ErrorNumber.None, 7u), (result.Error(1), result.U32(12 + Out - 100)));
        ulong used = result.U64(12) - result.U64(20);
        Assert.InRange(used, 2_028_000UL, 2_028_200UL);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void LimitedSend_OfAlmostNothing_IsExit7(long limit)
    {
        ulong callee = _machine.Add(new ActorScript());

        Assert.Equal(7u, _machine.Run(new ActorScript().SendTo(callee, Out, gasLimit: limit).Returns(Out, 20)).U32(4));
    }

    [Fact]
    public void LimitedSend_OfMoreThanThereIs_RunsTheWholeMessageDry()
    {
        ulong callee = _machine.Add("""(module (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (loop (br 0)) (i32.const 0)))""");
        ulong caller = _machine.Add(new ActorScript().SendTo(callee, Out, gasLimit: 1_000_000_000));

        ApplyResult result = _machine.Send(caller, gasLimit: 50_000_000);

        Assert.Equal((ExitCode.OutOfGas, 50_000_000UL), (result.Receipt.ExitCode, result.Receipt.GasUsed));
    }

    [Fact]
    public void LimitedSend_InsideALimitedSend_RunsOnlyTheInnerOneDry()
    {
        ulong loop = _machine.Add("""(module (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (loop (br 0)) (i32.const 0)))""");
        ulong middle = _machine.Add(new ActorScript().SendTo(loop, Out, gasLimit: 1_000_000).Returns(Out, 4));

        ScriptResult result = _machine.Run(new ActorScript().SendTo(middle, Out, gasLimit: 5_000_000)
            .Call("ipld.block_read", 104, Load(Out + 4), 0, Buffer, 8).Returns(Out, Buffer + 8 - Out));

        Assert.Equal((0u, 7u), (result.U32(8), result.U32(8 + Buffer + 4 - Out)));
    }

    [Fact]
    public void Calls_NestedAsDeepAsAllowed_WorkAndOneMoreIsRefused()
    {
        // Calls itself until the call is refused, then returns the refusal's number through all the levels.
        ulong id = _machine.Add("""
            (module
              (import "send" "send" (func $send (param i32 i32 i32 i64 i32 i64 i64 i64 i64) (result i32)))
              (import "vm" "message_context" (func $context (param i32) (result i32)))
              (import "ipld" "block_create" (func $create (param i32 i64 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\00\e8\07")
              (func (export "invoke") (param i32) (result i32)
                (i32.store (i32.const 100)
                  (call $send (i32.const 200) (i32.const 0) (i32.const 3) (i64.const 2) (i32.const 0) (i64.const 0) (i64.const 0) (i64.const -1) (i64.const 0)))
                (if (i32.eqz (i32.load (i32.const 100))) (then (return (i32.load (i32.const 204)))))
                (drop (call $create (i32.const 300) (i64.const 0x55) (i32.const 100) (i32.const 4)))
                (i32.load (i32.const 300))))
            """, id: 1000);

        ApplyResult result = _machine.Send(id);

        Assert.True(result.Receipt.ExitCode.IsSuccess, result.FailureReason);
        Assert.Equal((uint)ErrorNumber.LimitExceeded, BitConverter.ToUInt32(result.Receipt.ReturnData.Span));
        Assert.Equal(1024, result.Trace!.Charges.Count(charge => charge.Name == "OnMethodInvocation"));
    }

    [Fact]
    public void Send_ToANewKeyAddress_CreatesAnAccountAndRunsItsConstructor()
    {
        // The account keeps its constructor's parameters, its own address, as its state.
        Cid account = _machine.PutCode(new ActorScript()
            .Call("ipld.block_stat", 100, 1).Call("ipld.block_read", 104, 1, 0, Buffer, 22).Call("ipld.block_create", 200, 0x71, Buffer, 22)
            .Call("ipld.block_link", 204, Load(200), 0xb220, 32, 300, 64).Call("self.set_root", 300).Build());
        TestMachine machine = new([("account", account)], _machine.Store);
        Address to = Address.FromSecp256k1Key([4, .. Enumerable.Repeat((byte)9, 64)]);

        ApplyResult result = machine.Send(to, method: 0, value: 5);

        Assert.True(result.Receipt.ExitCode.IsSuccess, result.FailureReason);
        ActorState created = machine.State.GetActor(machine.State.LookupId(to)!.Value)!;
        Assert.Equal((account, (TokenAmount)5, null), (created.Code, created.Balance, created.DelegatedAddress));
        Assert.Equal(Cid.DagCbor([0x55, .. to.Bytes]), created.State);
        Assert.Contains(result.Trace!.Charges, charge => charge.Name == "OnCreateActor" && charge.Total == GasAmount.FromGas(2_700_000));
    }

    [Fact]
    public void Send_ToANewKeyAddressWhoseConstructorFails_CreatesItAllTheSame()
    {
        Cid account = _machine.PutCode(new ActorScript().Exit(50).Build());
        TestMachine machine = new([("account", account)], _machine.Store);
        Address to = Address.FromSecp256k1Key([4, .. Enumerable.Repeat((byte)9, 64)]);

        Assert.Equal(ExitCode.Ok, machine.Send(to, method: 0, value: 5).Receipt.ExitCode);

        Assert.Equal((TokenAmount)5, machine.BalanceOf(machine.State.LookupId(to)!.Value));
    }

    /// <summary>Adds an actor whose state is a block with one link.</summary>
    private ulong AddWithLinkTo(Cid leaf, ActorScript script)
    {
        ulong id = _machine.Add(script);
        Cid root = _machine.Store.PutDagCbor([0xd8, 42, 0x58, (byte)(leaf.Bytes.Length + 1), 0, .. leaf.Bytes]);
        _machine.State.SetActor(id, _machine.State.GetActor(id)! with { State = root });
        return id;
    }

    private static ActorScript ChangeEverything(ActorScript script) => script.Data(0, [0x18, 0x63])
        .Call("ipld.block_create", 100, 0x71, 0, 2)
        .Call("ipld.block_link", 104, Load(100), 0xb220, 32, Buffer, 64)
        .Call("self.set_root", Buffer)
        .Call("event.emit_event", 0, 0, 0, 0, 0, 0);
}
