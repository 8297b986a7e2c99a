using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>Our init and account actors beside what the machine itself expects of them.</summary>
public sealed class SystemActorTests
{
    private const ulong PubkeyAddress = 2;

    private readonly MarketChain _chain = new();

    [Fact]
    public void Exec_AnyCode_GivesConsecutiveIdsThatTheStateTreeFinds()
    {
        Account sender = _chain.AddAccount("sender");
        for (ulong i = 1; i <= 40; i++)
        {
            (ulong id, Address robust) = MarketWorld.ReadCreated(MarketWorld.Succeeded(_chain.Exec(sender, _chain.CodeOf("compute-market"), MarketParameters.Default.Encode())));
            Assert.Equal(sender.Id + i, id);
            Assert.Equal(AddressProtocol.Actor, robust.Protocol);
            Assert.Equal(id, _chain.State.LookupId(robust));
            Assert.Equal(_chain.CodeOf("compute-market"), _chain.State.GetActor(id)!.Code);
        }
    }

    /// <summary>The wasm actor's address map and the machine's own are one and the same form: what each wrote the other reads and rewrites to the same root.</summary>
    [Fact]
    public void Exec_BesideTheMachinesOwnRegistrations_KeepsOneMap()
    {
        Account sender = _chain.AddAccount("sender");
        Dictionary<Address, ulong> expected = new() { [sender.Address] = sender.Id };
        for (int i = 0; i < 30; i++)
        {
            Account added = _chain.AddAccount($"account {i}");
            expected.Add(added.Address, added.Id);
            (ulong id, Address robust) = MarketWorld.ReadCreated(MarketWorld.Succeeded(_chain.Exec(sender, _chain.CodeOf("compute-market"), MarketParameters.Default.Encode())));
            expected.Add(robust, id);
        }

        InitState rebuilt = InitState.Create(_chain.Store, MarketChain.Network);
        foreach (Address address in expected.OrderBy(entry => entry.Value).Select(entry => entry.Key)) { Assert.Equal(expected[address], rebuilt.Register(address)); }

        Assert.Equal(rebuilt.Write(_chain.Store), _chain.State.GetActor(SystemActors.Init)!.State);
    }

    [Fact]
    public void Exec_UnknownCode_IsRefused()
    {
        Account sender = _chain.AddAccount("sender");
        ApplyResult result = _chain.Exec(sender, Cid.Blake2b256(CidCodec.Raw, "no such code"u8), []);
        Assert.False(result.Receipt.ExitCode.IsSuccess);
    }

    [Fact]
    public void Transfer_ToANewKey_MakesItsAccount()
    {
        Account sender = _chain.AddAccount("sender");
        Account receiver = new("new receiver", 0);
        MarketWorld.Succeeded(_chain.Send(sender, receiver.Address, 0, [], 5));
        ulong id = _chain.State.LookupId(receiver.Address)!.Value;
        Assert.Equal(5, _chain.BalanceOf(id));
        ApplyResult told = MarketWorld.Succeeded(_chain.Send(sender, id, PubkeyAddress, []));
        CborReader reader = new(told.Receipt.ReturnData.Span);
        Assert.Equal(receiver.Address, Address.Decode(reader.ReadBytes()));
    }

    [Fact]
    public void AuthenticateMessage_OnlyTheAccountsOwnSignature_IsTaken()
    {
        Account sender = _chain.AddAccount("sender");
        Account other = _chain.AddAccount("other");
        ulong method = MarketMethod.NumberOf("AuthenticateMessage");
        byte[] text = [1, 2, 3];
        byte[] Signed(Account signer) => Cbor.Tuple(2, (ref w) => { w.WriteBytes(signer.Sign(text)); w.WriteBytes(text); });
        Assert.Equal([0xf5], MarketWorld.Succeeded(_chain.Send(other, sender.Id, method, Signed(sender))).Receipt.ReturnData.ToArray());
        Assert.Equal(MarketExit.IllegalArgument, (MarketExit)_chain.Send(other, sender.Id, method, Signed(other)).Receipt.ExitCode.Value);
    }

    [Fact]
    public void AnyMethod_OfAnInertActor_IsUnhandled()
    {
        Account sender = _chain.AddAccount("sender");
        Assert.Equal(MarketExit.UnhandledMessage, (MarketExit)_chain.Send(sender, SystemActors.Reward, 2, []).Receipt.ExitCode.Value);
    }
}
