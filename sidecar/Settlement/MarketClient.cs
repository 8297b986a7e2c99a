using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Node;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;

namespace FvmCompute.Sidecar.Settlement;

/// <summary>The compute-market actor as the sidecar uses it.</summary>
public sealed class MarketClient
{
    private const string Owner = "node";
    private const ulong InitExec = 2;

    private readonly ChainNode _node;
    private readonly Outbox _outbox;

    private MarketClient(ChainNode node, Outbox outbox, ulong id, MarketParams parameters)
    {
        _node = node;
        _outbox = outbox;
        Id = id;
        Params = parameters;
        Address = Address.FromId(id);
    }

    /// <summary>Actor id.</summary>
    public ulong Id { get; }

    public Address Address { get; }

    public MarketParams Params { get; }

    /// <summary>Finds the market that this node deployed, or deploys it.</summary>
    public static async Task<MarketClient> OpenAsync(ChainNode node, Outbox outbox, CancellationToken cancellation)
    {
        MarketParams parameters = MarketParams.Suggested(node.Chain.Parameters.NetworkName);
        Cid code = node.InstallCode(BundledActors.ComputeMarket.Span);
        byte[] exec = CborTuple.Encode(2, (ref CborWriter writer) =>
        {
            writer.WriteLink(code);
            writer.WriteBytes(MarketMessages.Constructor(parameters));
        });
        var message = new Message { From = node.Provider.Address, To = Address.FromId(SystemActors.Init), Method = InitExec, Params = exec };
        Cid cid = await outbox.PrepareAsync(Owner, "deploy-market", node.Provider, message, cancellation);
        MessageResult result = MessageResult.Of(await node.Chain.WaitAsync(cid, cancellation));
        if (!result.Succeeded) { throw new MessageFailedException("deploying the market", result.ExitCode, result.ExitMessage); }
        return new MarketClient(node, outbox, ReadExecReturn(result.ReturnData.Span), parameters);
    }

    /// <summary>Registers the node's provider key with its bond, once.</summary>
    public async Task RegisterProviderAsync(TokenAmount bond, CancellationToken cancellation)
    {
        WalletKey key = _node.Provider;
        MessageResult result = await _outbox.SendOnceAsync(
            Owner, "register-provider", key, Address, bond, MarketMethod.RegisterProvider, MarketMessages.RegisterProvider(key.Address), cancellation);
        if (!result.Succeeded) { throw new MessageFailedException("registering the provider", result.ExitCode, result.ExitMessage); }
    }

    public Task<MessageResult> SendOnceAsync(
        string owner, string purpose, WalletKey key, TokenAmount value, MarketMethod method, byte[] parameters, CancellationToken cancellation) =>
        _outbox.SendOnceAsync(owner, purpose, key, Address, value, method, parameters, cancellation);

    /// <summary>The result of the message of this owner and purpose; null when none was sent.</summary>
    public Task<MessageResult?> FindAsync(string owner, string purpose, CancellationToken cancellation) =>
        _outbox.FindAsync(owner, purpose, cancellation);

    /// <summary>Forgets an executed message, so that another can be sent for its purpose.</summary>
    public void Forget(MessageResult message) => _outbox.Forget(message.Cid);

    /// <exception cref="MessageFailedException">There is no such job.</exception>
    public MarketJob GetJob(ulong job) => MarketJob.Decode(Query(MarketMethod.GetJob, MarketMessages.Job(job)));

    /// <exception cref="MessageFailedException">Not accepted, or the head is not past the challenge epoch.</exception>
    public MarketChallenge GetChallenge(ulong job) => MarketChallenge.Decode(Query(MarketMethod.GetChallenge, MarketMessages.Job(job)));

    /// <returns>Null while no core was accepted, and when the job is settled.</returns>
    /// <exception cref="MessageFailedException">There is no such job.</exception>
    public MarketProgress? GetProof(ulong job)
    {
        try
        {
            return MarketProgress.Decode(Query(MarketMethod.GetProof, MarketMessages.Job(job)));
        }
        catch (MessageFailedException none) when (none.ExitCode == MarketExit.ProofNotBegun)
        {
            return null;
        }
    }

    /// <exception cref="MessageFailedException">There is no such provider.</exception>
    public MarketProvider GetProvider(ulong provider) => MarketProvider.Decode(Query(MarketMethod.GetProvider, MarketMessages.Actor(provider)));

    /// <summary>The id of the job that a PostJob message made.</summary>
    public static ulong ReadPosted(ReadOnlySpan<byte> returnData)
    {
        var reader = new CborReader(returnData);
        reader.ReadTupleStart(1);
        ulong job = reader.ReadUInt64();
        reader.ReadEnd();
        return job;
    }

    /// <summary>The challenge epoch that Accept returned.</summary>
    public static long ReadAccepted(ReadOnlySpan<byte> returnData)
    {
        var reader = new CborReader(returnData);
        reader.ReadTupleStart(2);
        long epoch = reader.ReadInt64();
        TokenAmount.ReadNonNegative(ref reader);
        reader.ReadEnd();
        return epoch;
    }

    private static ulong ReadExecReturn(ReadOnlySpan<byte> returnData)
    {
        var reader = new CborReader(returnData);
        reader.ReadTupleStart(2);
        Address address = Address.Decode(reader.ReadBytes(Address.MaxLength));
        reader.ReadBytes(Address.MaxLength);
        reader.ReadEnd();
        return address.TryGetId(out ulong id) ? id : throw new InvalidOperationException($"init returned {address}, not an id address");
    }

    private ReadOnlySpan<byte> Query(MarketMethod method, byte[] parameters)
    {
        ApplyResult result = _node.Chain.Call(new Message { From = _node.Provider.Address, To = Address, Method = (ulong)method, Params = parameters });
        return result.Receipt.ExitCode.IsSuccess
            ? result.Receipt.ReturnData.Span
            : throw new MessageFailedException(method.ToString(), result.Receipt.ExitCode.Value, result.FailureReason ?? "the actor gave no reason");
    }
}
