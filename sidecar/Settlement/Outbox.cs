using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Node;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Sidecar.Settlement;

/// <summary>
/// Sends the node's own messages exactly once. Each is signed with its nonce and stored before it is pushed; whatever the moment of a crash, the same bytes are
/// pushed again, and the chain executes them at most once.
/// </summary>
public sealed class Outbox(JobStore store, ChainNode node, ILogger log)
{
    /// <summary>Messages that run out of gas or are dropped changed nothing and are sent again with a new estimate, this often.</summary>
    private const int MaxAttempts = 5;

    private readonly SemaphoreSlim _signing = new(1);

    /// <summary>Pushes again what was decided before the last stop and the chain does not know.</summary>
    public void Resume()
    {
        foreach (OutboxMessage message in store.Outbox())
        {
            if (Known(Cid.Parse(message.Cid))) { continue; }
            try
            {
                node.Push(SignedMessage.Decode(message.Message));
                log.LogInformation("pushed {Purpose} of {Job} again ({Cid})", message.Purpose, message.JobId, message.Cid);
            }
            catch (MessageRefusedException error)
            {
                log.LogWarning("{Purpose} of {Job} ({Cid}) is no longer taken: {Reason}", message.Purpose, message.JobId, message.Cid, error.Message);
                store.RemoveOutbox(message.Cid);
            }
        }
    }

    /// <summary>Sends the one message of this owner and purpose, or waits for the one that was sent before.</summary>
    /// <exception cref="MessageFailedException">It would fail; nothing was sent.</exception>
    /// <exception cref="MessageRefusedException">The pool does not take it; nothing was kept.</exception>
    /// <exception cref="MessageDroppedException">The chain could not include it; nothing was kept.</exception>
    public async Task<MessageResult> SendOnceAsync(
        string owner, string purpose, WalletKey key, Address to, TokenAmount value, MarketMethod method, byte[] parameters, CancellationToken cancellation)
    {
        var message = new Message { From = key.Address, To = to, Value = value, Method = (ulong)method, Params = parameters };
        for (int attempt = 1; ; attempt++)
        {
            Cid cid = await PrepareAsync(owner, purpose, key, message, cancellation);
            try
            {
                MessageResult result = MessageResult.Of(await node.Chain.WaitAsync(cid, cancellation));
                if (result.ExitCode != ExitCode.OutOfGas.Value || attempt == MaxAttempts) { return result; }
                log.LogInformation("{Purpose} of {Owner} ran out of gas, because the state grew since it was estimated; it is sent again", purpose, owner);
                store.RemoveOutbox(cid.ToString());
            }
            catch (MessageDroppedException error)
            {
                store.RemoveOutbox(cid.ToString());
                if (attempt == MaxAttempts) { throw; }
                log.LogWarning("{Purpose} of {Owner} is sent again: {Reason}", purpose, owner, error.Message);
            }
        }
    }

    /// <summary>The result of the message of this owner and purpose; null when none was sent.</summary>
    public async Task<MessageResult?> FindAsync(string owner, string purpose, CancellationToken cancellation) =>
        store.FindOutbox(owner, purpose) is { } message ? MessageResult.Of(await node.Chain.WaitAsync(Cid.Parse(message.Cid), cancellation)) : null;

    /// <summary>Forgets an executed message, so that another can be sent for its purpose.</summary>
    public void Forget(Cid executed) => store.RemoveOutbox(executed.ToString());

    /// <summary>Signs, stores and pushes a message unless this owner has one for the purpose.</summary>
    public async Task<Cid> PrepareAsync(string owner, string purpose, WalletKey key, Message message, CancellationToken cancellation)
    {
        await _signing.WaitAsync(cancellation);
        try
        {
            if (store.FindOutbox(owner, purpose) is { } before) { return Cid.Parse(before.Cid); }
            SignedMessage signed = key.Sign(WithGas(message with { Nonce = node.Chain.NextNonce(key.Address) }, purpose));
            var stored = new OutboxMessage(signed.Cid.ToString(), owner, purpose, key.Address.ToString(), signed.Message.Nonce, signed.Encode());
            store.AddOutbox(stored);
            try
            {
                return node.Push(signed);
            }
            catch (MessageRefusedException)
            {
                store.RemoveOutbox(stored.Cid);
                throw;
            }
        }
        finally
        {
            _signing.Release();
        }
    }

    /// <summary>Signs and pushes a message that has no owner, such as one that a user of the node's wallet asks for.</summary>
    public async Task<SignedMessage> SignAndPushAsync(WalletKey key, Message message, CancellationToken cancellation)
    {
        await _signing.WaitAsync(cancellation);
        try
        {
            Message numbered = message with { From = key.Address, Nonce = node.Chain.NextNonce(key.Address) };
            SignedMessage signed = key.Sign(numbered.GasLimit == 0 ? WithGas(numbered, $"method {message.Method} of {message.To}") : numbered);
            node.Push(signed);
            return signed;
        }
        finally
        {
            _signing.Release();
        }
    }

    private Message WithGas(Message message, string what)
    {
        GasEstimate estimate = node.Chain.EstimateGas(message);
        Receipt receipt = estimate.Result.Receipt;
        return receipt.ExitCode.IsSuccess
            ? message with { GasLimit = estimate.GasLimit, GasFeeCap = estimate.GasFeeCap, GasPremium = estimate.GasPremium }
            : throw new MessageFailedException(what, receipt.ExitCode.Value, estimate.Result.FailureReason ?? "the actor gave no reason");
    }

    private bool Known(Cid cid) => node.Chain.IsPending(cid) || node.Chain.Find(cid) is not null;
}
