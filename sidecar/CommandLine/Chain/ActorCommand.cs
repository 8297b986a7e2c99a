using System.CommandLine;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Sidecar.CommandLine.Client;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Vm.State;
using Google.Protobuf;

namespace FvmCompute.Sidecar.CommandLine.Chain;

/// <summary><c>actor deploy FILE.wasm</c> and <c>actor invoke ADDRESS</c>: any FVM actor on the embedded chain.</summary>
internal static class ActorCommand
{
    private const ulong InitExec = 2;

    public static Command Build() => new("actor", "deploy and invoke actors on the embedded chain of a running sidecar") { Deploy(), Invoke() };

    private static Command Deploy()
    {
        var command = new Command("deploy", "install a WebAssembly actor and make one of it through the init actor");
        Argument<string> file = new("wasm") { Description = "path of the actor's .wasm" };
        Option<string> parameters = new("--params") { Description = "parameters of its constructor in hex", HelpName = "hex", DefaultValueFactory = _ => "" };
        command.Arguments.Add(file);
        command.Options.Add(parameters);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            var client = new V1.Chain.ChainClient(invoker);
            byte[] wasm = await File.ReadAllBytesAsync(result.GetValue(file)!, options.CancellationToken);
            InstallCodeResponse installed = await client.InstallCodeAsync(new InstallCodeRequest { Wasm = ByteString.CopyFrom(wasm) }, options);
            byte[] constructor = SendCommand.ReadHex("--params", result.GetValue(parameters)!).ToByteArray();
            byte[] exec = CborTuple.Encode(2, (ref CborWriter writer) =>
            {
                writer.WriteLink(Cid.Parse(installed.CodeCid));
                writer.WriteBytes(constructor);
            });
            var message = new UnsignedMessage { To = Address.FromId(SystemActors.Init).ToString(), Method = InitExec, Params = ByteString.CopyFrom(exec) };
            MessageReceipt receipt = await SendCommand.SendAsync(client, message, options);
            if (receipt.ExitCode != 0) { throw new CommandException($"the actor was not made: exit code {receipt.ExitCode}, {receipt.ExitMessage}"); }
            (string id, string robust) = ReadAddresses(receipt.ReturnData.Span);
            output.Result(new { id, robust, codeCid = installed.CodeCid, gasUsed = receipt.GasUsed }, (value, text) =>
            {
                text.WriteLine($"actor  {value.id} ({value.robust})");
                text.WriteLine($"code   {value.codeCid}");
                text.WriteLine($"gas    {value.gasUsed}");
            });
            return 0;
        });
        return command;
    }

    private static Command Invoke()
    {
        var command = new Command("invoke", "call a method of an actor with a key of the node's wallet, and wait for the receipt");
        Argument<string> address = new("address") { Description = "the actor's address" };
        command.Arguments.Add(address);
        var fields = new SendCommand.MessageFields(command);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            MessageReceipt receipt = await SendCommand.SendAsync(new V1.Chain.ChainClient(invoker), fields.Read(result, result.GetValue(address)!), options);
            output.Result(ReceiptView.Of(receipt), (view, text) => view.Print(text));
            return receipt.ExitCode == 0 ? 0 : ExitCodes.Failed;
        });
        return command;
    }

    private static (string Id, string Robust) ReadAddresses(ReadOnlySpan<byte> returned)
    {
        var reader = new CborReader(returned);
        reader.ReadTupleStart(2);
        return (Address.Decode(reader.ReadBytes(Address.MaxLength)).ToString(), Address.Decode(reader.ReadBytes(Address.MaxLength)).ToString());
    }
}
