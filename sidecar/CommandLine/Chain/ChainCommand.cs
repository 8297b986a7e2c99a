using System.CommandLine;
using System.Globalization;
using System.Numerics;
using FvmCompute.Sidecar.CommandLine.Client;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Chain;

/// <summary><c>chain head|wallet|actor|balance|send|receipt|trace|events</c>.</summary>
internal static class ChainCommand
{
    public static Command Build() => new("chain", "look at and use the embedded chain of a running sidecar")
    {
        Head(), Wallet(), ActorOf(), Balance(), SendCommand.Build(), Receipt(), Trace(), EventsCommand.Build(),
    };

    private static Command Head()
    {
        var command = new Command("head", "the newest tipset");
        ServerConnection.Runs(command, async (_, output, invoker, options) =>
        {
            Tipset head = await new V1.Chain.ChainClient(invoker).GetHeadAsync(new GetHeadRequest(), options);
            var view = new
            {
                epoch = head.Epoch,
                cid = head.Cid,
                parentCid = head.ParentCid,
                stateRoot = head.StateRoot,
                time = head.Time.ToDateTime(),
                baseFee = head.BaseFee,
                messages = head.Messages,
                networkVersion = head.NetworkVersion,
                networkName = head.NetworkName,
            };
            output.Result(view, (value, text) =>
            {
                text.WriteLine($"epoch       {value.epoch} of {value.networkName} (network version {value.networkVersion})");
                text.WriteLine($"tipset      {value.cid}, {value.messages} messages, {value.time:u}");
                text.WriteLine($"state root  {value.stateRoot}");
                text.WriteLine($"base fee    {value.baseFee} attoFIL");
            });
            return 0;
        });
        return command;
    }

    private static Command Wallet()
    {
        var command = new Command("wallet", "the keys of the node's wallet, and the market's address");
        ServerConnection.Runs(command, async (_, output, invoker, options) =>
        {
            ListWalletResponse wallet = await new V1.Chain.ChainClient(invoker).ListWalletAsync(new ListWalletRequest(), options);
            var view = new
            {
                market = wallet.MarketAddress,
                keys = wallet.Keys.Select(key => new { name = key.Name, address = key.Address, id = key.IdAddress, balance = key.Balance }),
            };
            output.Result(view, (value, text) =>
            {
                foreach (var key in value.keys) { text.WriteLine($"{key.name,-9} {key.address} ({key.id})  {Fil(key.balance)}"); }
                text.WriteLine($"{"market",-9} {value.market}");
            });
            return 0;
        });
        return command;
    }

    private static Command ActorOf() => WithAddress("actor", "an actor: code, state, nonce, balance", (actor, text) =>
    {
        text.WriteLine($"id        {actor.IdAddress}");
        text.WriteLine($"code      {actor.CodeCid}{(actor.CodeName.Length > 0 ? " (" + actor.CodeName + ")" : "")}");
        text.WriteLine($"state     {actor.HeadCid}");
        text.WriteLine($"nonce     {actor.Nonce}");
        text.WriteLine($"balance   {Fil(actor.Balance)}");
    });

    private static Command Balance() => WithAddress("balance", "the balance of an actor", (actor, text) => text.WriteLine(Fil(actor.Balance)));

    private static Command WithAddress(string name, string description, Action<Actor, TextWriter> print)
    {
        var command = new Command(name, description);
        Argument<string> address = new("address") { Description = "f0, f1, f2, f3 or f4 address" };
        command.Arguments.Add(address);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            Actor actor = await new V1.Chain.ChainClient(invoker).GetActorAsync(new GetActorRequest { Address = result.GetValue(address) }, options);
            var view = new
            {
                id = actor.IdAddress,
                code = actor.CodeCid,
                codeName = actor.CodeName,
                state = actor.HeadCid,
                nonce = actor.Nonce,
                balance = actor.Balance,
                delegatedAddress = actor.DelegatedAddress,
            };
            output.Result(view, (_, text) => print(actor, text));
            return 0;
        });
        return command;
    }

    private static Command Receipt() => WithMessage("receipt", "what became of a message", trace: false);

    private static Command Trace() => WithMessage("trace", "the call tree of a message with gas and syscalls, as JSON", trace: true);

    private static Command WithMessage(string name, string description, bool trace)
    {
        var command = new Command(name, description);
        Argument<string> cid = new("cid") { Description = "CID of the message" };
        command.Arguments.Add(cid);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            var request = new GetReceiptRequest { Cid = result.GetValue(cid), Trace = trace };
            MessageReceipt receipt = await new V1.Chain.ChainClient(invoker).GetReceiptAsync(request, options);
            if (trace)
            {
                output.Standard.WriteLine(receipt.TraceJson);
                return 0;
            }

            output.Result(ReceiptView.Of(receipt), (view, text) => view.Print(text));
            return receipt.ExitCode == 0 ? 0 : ExitCodes.Failed;
        });
        return command;
    }

    private static string Fil(string atto) => Units.Fil(BigInteger.Parse(atto, CultureInfo.InvariantCulture));
}
