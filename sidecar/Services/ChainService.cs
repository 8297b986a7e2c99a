using System.Globalization;
using System.Numerics;
using System.Text;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Node;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.V1;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Trace;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FvmCompute.Sidecar.Services;

/// <summary>fvmcompute.v1.Chain over the embedded chain.</summary>
/// <param name="stopping">Ends the calls that have no end of their own when the server stops.</param>
public sealed class ChainService(ChainNode node, Outbox outbox, MarketClient market, CancellationToken stopping) : V1.Chain.ChainBase
{
    private EmbeddedChain Chain => node.Chain;

    public override Task<V1.Tipset> GetHead(GetHeadRequest request, ServerCallContext context)
    {
        Vm.Chain.Tipset head = Chain.Head;
        return Task.FromResult(new V1.Tipset
        {
            Epoch = head.Epoch,
            Cid = head.Key.ToString(),
            ParentCid = head.Parent.ToString(),
            StateRoot = head.StateRoot.ToString(),
            Time = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeSeconds((long)head.Timestamp)),
            BaseFee = head.BaseFee.Atto.ToString(CultureInfo.InvariantCulture),
            Messages = (uint)Chain.MessagesOf(head).Count,
            NetworkVersion = Chain.Parameters.NetworkVersion,
            NetworkName = Chain.Parameters.NetworkName,
        });
    }

    public override Task<Actor> GetActor(GetActorRequest request, ServerCallContext context)
    {
        Address address = ReadAddress("address", request.Address);
        ActorState actor = Chain.GetActor(address) ?? throw ServiceErrors.NotFound("actor", request.Address);
        return Task.FromResult(new Actor
        {
            IdAddress = Address.FromId(Chain.LookupId(address)!.Value).ToString(),
            CodeCid = actor.Code.ToString(),
            HeadCid = actor.State.ToString(),
            Nonce = actor.Nonce,
            Balance = actor.Balance.Atto.ToString(CultureInfo.InvariantCulture),
            DelegatedAddress = actor.DelegatedAddress?.ToString() ?? "",
            CodeName = BundledActors.NameOf(actor.Code),
        });
    }

    public override async Task<PushMessageResponse> PushMessage(PushMessageRequest request, ServerCallContext context)
    {
        SignedMessage signed;
        switch (request.MessageCase)
        {
            case PushMessageRequest.MessageOneofCase.Signed:
                signed = ReadSigned(request.Signed.Span);
                node.Push(signed);
                break;
            case PushMessageRequest.MessageOneofCase.Unsigned:
                signed = await outbox.SignAndPushAsync(FindKey(request.Unsigned.From), ReadUnsigned(request.Unsigned), context.CancellationToken);
                break;
            default:
                throw SubmissionException.Invalid("message", "is not set; give signed or unsigned");
        }

        return new PushMessageResponse { Cid = signed.Cid.ToString(), Nonce = signed.Message.Nonce };
    }

    public override async Task<MessageReceipt> WaitMessage(WaitMessageRequest request, ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        return ToMessage(await Chain.WaitAsync(ReadCid("cid", request.Cid), either.Token), "");
    }

    public override Task<MessageReceipt> GetReceipt(GetReceiptRequest request, ServerCallContext context) => Task.Run(() =>
    {
        Cid cid = ReadCid("cid", request.Cid);
        MessageOutcome outcome = Chain.Find(cid) ?? throw ServiceErrors.NotFound("message on the chain", request.Cid);
        return ToMessage(outcome, request.Trace ? Encoding.UTF8.GetString(TraceJson.Write(Chain.Replay(cid).Trace!)) : "");
    });

    public override Task<InstallCodeResponse> InstallCode(InstallCodeRequest request, ServerCallContext context) => Task.Run(() =>
    {
        if (request.Wasm.Length is 0 or > ActorBundle.MaxCodeBytes)
        {
            throw SubmissionException.Invalid("wasm", $"has {request.Wasm.Length} bytes; 1 to {ActorBundle.MaxCodeBytes} are allowed");
        }

        return new InstallCodeResponse { CodeCid = node.InstallCode(request.Wasm.Span).ToString() };
    });

    public override Task<ListWalletResponse> ListWallet(ListWalletRequest request, ServerCallContext context)
    {
        var response = new ListWalletResponse { MarketAddress = market.Address.ToString() };
        response.Keys.AddRange(node.Keys.Keys.Select(key => new WalletEntry
        {
            Name = key.Name,
            Address = key.Address.ToString(),
            IdAddress = Chain.LookupId(key.Address) is { } id ? Address.FromId(id).ToString() : "",
            Balance = Chain.GetBalance(key.Address).Atto.ToString(CultureInfo.InvariantCulture),
        }));
        return Task.FromResult(response);
    }

    public override async Task WatchEvents(WatchEventsRequest request, IServerStreamWriter<V1.ActorEvent> responseStream, ServerCallContext context)
    {
        ulong? emitter = request.Emitter.Length == 0 ? null
            : Chain.LookupId(ReadAddress("emitter", request.Emitter)) ?? throw ServiceErrors.NotFound("actor", request.Emitter);
        if (request.FromEpoch < 0) { throw SubmissionException.Invalid("from_epoch", $"is {request.FromEpoch}; 0 or more is needed"); }
        long from = request.FromEpoch == 0 ? Chain.Head.Epoch + 1 : request.FromEpoch;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        await foreach (ChainEvent found in Chain.WatchEvents(new EventFilter { Emitter = emitter }, from, either.Token))
        {
            await responseStream.WriteAsync(ToMessage(found), context.CancellationToken);
        }
    }

    private static V1.ActorEvent ToMessage(ChainEvent found)
    {
        var message = new V1.ActorEvent
        {
            Epoch = found.Tipset.Epoch,
            MessageCid = found.Message.ToString(),
            Emitter = Address.FromId(found.Event.Emitter).ToString(),
        };
        message.Entries.AddRange(found.Event.Entries.Select(entry => new V1.EventEntry
        {
            Flags = entry.Flags,
            Key = entry.Key,
            Codec = entry.Codec,
            Value = ByteString.CopyFrom(entry.Value.Span),
        }));
        return message;
    }

    private MessageReceipt ToMessage(MessageOutcome outcome, string trace)
    {
        var receipt = new MessageReceipt
        {
            Cid = outcome.Message.ToString(),
            Epoch = outcome.Tipset.Epoch,
            TipsetCid = outcome.Tipset.Key.ToString(),
            ExitCode = outcome.Receipt.ExitCode.Value,
            ExitMessage = outcome.FailureReason ?? "",
            ReturnData = ByteString.CopyFrom(outcome.Receipt.ReturnData.Span),
            GasUsed = outcome.Receipt.GasUsed,
            EventsRoot = outcome.Receipt.EventsRoot?.ToString() ?? "",
            TraceJson = trace,
        };
        long epoch = outcome.Tipset.Epoch;
        IEnumerable<ChainEvent> events = Chain.Events(new EventFilter(), epoch, epoch).Where(found => found.Message == outcome.Message);
        receipt.Events.AddRange(events.Select(ToMessage));
        return receipt;
    }

    private static Message ReadUnsigned(UnsignedMessage message) => new()
    {
        To = ReadAddress("unsigned.to", message.To),
        From = Address.FromId(0),
        Value = ReadAmount("unsigned.value", message.Value),
        Method = message.Method,
        Params = message.Params.ToByteArray(),
        GasLimit = message.GasLimit >= 0
            ? message.GasLimit
            : throw SubmissionException.Invalid("unsigned.gas_limit", $"is {message.GasLimit}; 0 (estimated) or more is needed"),
        GasFeeCap = ReadAmount("unsigned.gas_fee_cap", message.GasFeeCap),
        GasPremium = ReadAmount("unsigned.gas_premium", message.GasPremium),
    };

    private static SignedMessage ReadSigned(ReadOnlySpan<byte> bytes) => SignedMessage.TryDecode(bytes, out SignedMessage? signed, out FormatError error)
        ? signed
        : throw SubmissionException.Invalid("signed", $"is not a signed message: {error.Message}");

    private static TokenAmount ReadAmount(string field, string text)
    {
        if (text.Length == 0) { return TokenAmount.Zero; }
        return text.Length <= 40 && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger amount)
            ? new TokenAmount(amount)
            : throw SubmissionException.Invalid(field, "must be a whole number of attoFIL of at least 0");
    }

    private static Address ReadAddress(string field, string text) => Address.TryParse(text, out Address? address, out FormatError error)
        ? address
        : throw SubmissionException.Invalid(field, $"is '{(text.Length <= 120 ? text : text[..120] + "…")}', which is not an address: {error.Message}");

    private static Cid ReadCid(string field, string text) => Cid.TryParse(text, out Cid? cid, out FormatError error)
        ? cid
        : throw SubmissionException.Invalid(field, $"is '{(text.Length <= 120 ? text : text[..120] + "…")}', which is not a CID: {error.Message}");

    private WalletKey FindKey(string from)
    {
        if (from.Length == 0) { return node.Client; }
        Address address = ReadAddress("unsigned.from", from);
        return node.Keys.Find(address) ?? throw SubmissionException.Invalid(
            "unsigned.from", $"is {address}, which is not a key of the node's wallet: sign the message yourself and give signed");
    }
}
