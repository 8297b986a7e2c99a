using System.Security.Cryptography;
using System.Threading.Channels;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.Vm.Chain;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Sidecar.Node;

/// <summary>
/// The embedded chain and the node's keys. A pushed message is included at once; without messages an empty tipset comes every block time, so that
/// epochs, deadlines and challenges go on.
/// </summary>
public sealed class ChainNode : IAsyncDisposable
{
    public const string ClientKey = "client";
    public const string ProviderKey = "provider";

    private const string ChainFolder = "chain";

    /// <summary>What each key of a new chain starts with.</summary>
    private static readonly TokenAmount GenesisBalance = TokenAmount.FromFil(10_000);

    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ILogger _log;
    private readonly Task _producer;

    private ChainNode(EmbeddedChain chain, KeyStore keys, ILogger log)
    {
        Chain = chain;
        Keys = keys;
        _log = log;
        _producer = ProduceAsync();
    }

    public EmbeddedChain Chain { get; }

    public KeyStore Keys { get; }

    public WalletKey Client => Keys.GetOrCreate(ClientKey);

    public WalletKey Provider => Keys.GetOrCreate(ProviderKey);

    public long HeadEpoch => Chain.Head.Epoch;

    /// <exception cref="ChainException">The folder holds another chain, is damaged, or is in use.</exception>
    public static ChainNode Open(Settings settings, ILogger log)
    {
        var keys = new KeyStore(Path.Combine(settings.DataFolder, "keys"));
        string folder = Path.Combine(settings.DataFolder, ChainFolder);
        var options = new ChainOptions { Folder = folder, NewGenesis = () => NewGenesis(settings, keys), BlockTime = settings.BlockTime };
        EmbeddedChain chain = EmbeddedChain.Open(options);
        if (chain.Parameters.NetworkName != settings.NetworkName)
        {
            string found = chain.Parameters.NetworkName;
            chain.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw new ConfigurationException(
                $"{folder} holds the chain '{found}', but network-name is '{settings.NetworkName}': use another data-dir or that name");
        }

        return new ChainNode(chain, keys, log);
    }

    /// <summary>Takes a message into the pool; it is durable when this returns.</summary>
    /// <exception cref="MessageRefusedException">The pool does not take it.</exception>
    public Cid Push(SignedMessage message)
    {
        Cid cid = Chain.Push(message);
        _wanted.Writer.TryWrite(true);
        return cid;
    }

    /// <summary>Puts an actor's code on the chain's shelf, from which init makes actors.</summary>
    public Cid InstallCode(ReadOnlySpan<byte> wasm) => Chain.InstallCode(wasm);

    /// <summary>Completes when the head is at <paramref name="epoch"/> or after it.</summary>
    public async Task WaitForEpochAsync(long epoch, CancellationToken cancellation)
    {
        if (HeadEpoch >= epoch) { return; }
        await foreach (Tipset tipset in Chain.WatchTipsets(epoch, cancellation))
        {
            if (tipset.Epoch >= epoch) { return; }
        }
    }

    /// <exception cref="ChainException">There is no actor with this address.</exception>
    public ulong RequireId(Address address) => Chain.LookupId(address) ?? throw new ChainException($"there is no actor with the address {address}");

    public async ValueTask DisposeAsync()
    {
        _wanted.Writer.TryComplete();
        await _producer;
        await Chain.DisposeAsync();
    }

    private static Genesis NewGenesis(Settings settings, KeyStore keys) => new()
    {
        NetworkName = settings.NetworkName,
        Bundle = BundledActors.Bundle,
        Seed = RandomNumberGenerator.GetBytes(32),
        Timestamp = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        Accounts = [.. ((string[])[ClientKey, ProviderKey]).Select(name => new GenesisAccount(keys.GetOrCreate(name).Address, GenesisBalance))],
    };

    private async Task ProduceAsync()
    {
        await foreach (bool _ in _wanted.Reader.ReadAllAsync())
        {
            try
            {
                Chain.CreateTipset();
            }
            catch (ChainStoppedException error)
            {
                _log.LogCritical(error, "the embedded chain has stopped; what was committed is safe, restart to go on");
                return;
            }
        }
    }
}
