using System.CommandLine;
using System.Globalization;
using System.Numerics;
using FvmCompute.Sidecar.CommandLine.Client;
using FvmCompute.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FvmCompute.Sidecar.CommandLine.Chain;

/// <summary><c>chain send --to ADDRESS …</c>, and what <c>actor invoke</c> shares with it.</summary>
internal static class SendCommand
{
    public static Command Build()
    {
        var command = new Command("send", "sign a message with a key of the node's wallet, send it, and wait for its receipt");
        Option<string> to = new("--to") { Description = "receiver's address", HelpName = "address", Required = true };
        command.Options.Add(to);
        var fields = new MessageFields(command);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            MessageReceipt receipt = await SendAsync(new V1.Chain.ChainClient(invoker), fields.Read(result, result.GetValue(to)!), options);
            output.Result(ReceiptView.Of(receipt), (view, text) => view.Print(text));
            return receipt.ExitCode == 0 ? 0 : ExitCodes.Failed;
        });
        return command;
    }

    public static async Task<MessageReceipt> SendAsync(V1.Chain.ChainClient client, UnsignedMessage message, CallOptions options)
    {
        PushMessageResponse pushed = await client.PushMessageAsync(new PushMessageRequest { Unsigned = message }, options);
        return await client.WaitMessageAsync(new WaitMessageRequest { Cid = pushed.Cid }, options);
    }

    /// <summary>The options of a message.</summary>
    internal sealed class MessageFields
    {
        private readonly Option<string> _from = new("--from")
        {
            Description = "address of a key in the node's wallet (default: its client key)",
            HelpName = "address",
            DefaultValueFactory = _ => "",
        };

        private readonly Option<string> _value = new("--value")
        {
            Description = "attoFIL, or FIL with the unit: 1.5FIL",
            HelpName = "amount",
            DefaultValueFactory = _ => "0",
        };

        private readonly Option<ulong> _method = new("--method") { Description = "method number; 0 only sends value", HelpName = "number" };
        private readonly Option<string> _params = new("--params")
        {
            Description = "parameters in hex, as the method takes them (CBOR)",
            HelpName = "hex",
            DefaultValueFactory = _ => "",
        };

        private readonly Option<long> _gasLimit = new("--gas-limit")
        {
            Description = "gas limit (default: estimated; a message that would fail is then not sent)",
            HelpName = "gas",
        };

        public MessageFields(Command command)
        {
            foreach (Option option in (Option[])[_from, _value, _method, _params, _gasLimit]) { command.Options.Add(option); }
        }

        public UnsignedMessage Read(ParseResult result, string to)
        {
            if (!Units.TryParseAmount(result.GetValue(_value)!, out BigInteger value))
            {
                throw new CommandException($"--value '{result.GetValue(_value)}' is not an amount: give attoFIL, or FIL such as 1.5FIL");
            }

            return new UnsignedMessage
            {
                To = to,
                From = result.GetValue(_from),
                Value = value.ToString(CultureInfo.InvariantCulture),
                Method = result.GetValue(_method),
                Params = ReadHex("--params", result.GetValue(_params)!),
                GasLimit = result.GetValue(_gasLimit),
            };
        }
    }

    public static ByteString ReadHex(string option, string text)
    {
        try
        {
            return ByteString.CopyFrom(Convert.FromHexString(text));
        }
        catch (FormatException)
        {
            throw new CommandException($"{option} must be an even number of hex digits");
        }
    }
}
