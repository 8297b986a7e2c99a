using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Calls;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Machine;

/// <summary>What is checked and taken before a message runs, and who gets the fees after it.</summary>
public sealed partial class Executor
{
    private Preflight CheckImplicit(Message message) => State.LookupId(message.From) is ulong sender
        ? new Preflight(sender, null, null)
        : Refuse(ExitCode.SenderInvalid, $"the sender {message.From} does not exist", TokenAmount.Zero);

    /// <summary>Checks the sender, counts its nonce up and takes the whole fee limit from it; that stays, whatever becomes of the message.</summary>
    private Preflight CheckExplicit(Message message, int rawLength)
    {
        GasCharge inclusion = Context.Rules.Prices.OnChainMessage((ulong)rawLength);
        ulong inclusionGas = inclusion.Total.Ceiling;
        if (inclusionGas > (ulong)message.GasLimit)
        {
            return Refuse(ExitCode.OutOfGas, $"inclusion costs {inclusionGas} gas, the limit is {message.GasLimit}", Context.BaseFee * inclusionGas);
        }

        TokenAmount penalty = Context.BaseFee * message.GasLimit;
        if (State.LookupId(message.From) is not ulong sender || State.GetActor(sender) is not ActorState actor)
        {
            return Refuse(ExitCode.SenderInvalid, $"the sender {message.From} does not exist", penalty);
        }

        if (AsSender(actor) is not ActorState valid) { return Refuse(ExitCode.SenderInvalid, $"f0{sender} is not an account", penalty); }

        if (message.Nonce != actor.Nonce) { return Refuse(ExitCode.SenderStateInvalid, $"the nonce is {message.Nonce}, f0{sender} is at {actor.Nonce}", penalty); }

        TokenAmount fee = message.GasFeeCap * message.GasLimit;
        if (actor.Balance < fee) { return Refuse(ExitCode.SenderStateInvalid, $"f0{sender} has {actor.Balance}, the fee may be {fee}", penalty); }

        State.SetActor(sender, valid with { Nonce = actor.Nonce + 1, Balance = actor.Balance - fee });
        return new Preflight(sender, inclusion, null);
    }

    /// <summary>Accounts may send. So may a placeholder of an Ethereum address that never sent: it becomes an Ethereum account. Null for all others.</summary>
    private ActorState? AsSender(ActorState actor)
    {
        string? type = Environment.Builtins.NameOf(actor.Code);
        if (type is BuiltinNames.Account or BuiltinNames.EthereumAccount) { return actor; }

        ulong manager = 0;
        bool isFresh = type == BuiltinNames.Placeholder && actor.Nonce == 0 && actor.DelegatedAddress?.TryGetDelegated(out manager, out _) == true;
        return isFresh && manager == Address.EthereumNamespace && Environment.Builtins.CodeOf(BuiltinNames.EthereumAccount) is { } code
            ? actor with { Code = code }
            : null;
    }

    /// <summary>Shares out the fee that was taken ahead.</summary>
    private GasOutputs Settle(Message message, ulong sender, ulong gasUsed)
    {
        GasOutputs gas = GasOutputs.Compute(gasUsed, (ulong)message.GasLimit, Context.BaseFee, message.GasFeeCap, message.GasPremium);
        Credit(SystemActors.BurntFunds, gas.BaseFeeBurn);
        Credit(SystemActors.Reward, gas.MinerTip);
        Credit(SystemActors.BurntFunds, gas.OverEstimationBurn);
        Credit(sender, gas.Refund);
        return gas;
    }

    /// <summary>An amount of zero does not touch the actor. These payments cost no gas.</summary>
    private void Credit(ulong id, TokenAmount amount)
    {
        if (amount.IsZero) { return; }

        if (amount.Sign < 0) { throw new InvalidOperationException($"the fee share {amount} of f0{id} is negative"); }

        ActorState actor = State.GetActor(id) ?? throw new StateException($"f0{id}, which takes a share of the fees, does not exist");
        State.SetActor(id, actor with { Balance = actor.Balance + amount });
    }

    private static Preflight Refuse(ExitCode code, string reason, TokenAmount penalty)
    {
        Receipt receipt = new(code, default, 0, null);
        return new Preflight(0, null, new ApplyResult(receipt, GasOutputs.PenaltyOnly(penalty), IsIncludable: false, null, [], reason, [], null));
    }

    /// <summary>Either a sender and the cost of inclusion (none for implicit messages), or why the message is refused.</summary>
    private readonly record struct Preflight(ulong Sender, GasCharge? Inclusion, ApplyResult? Refusal);
}
