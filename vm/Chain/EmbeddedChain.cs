using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Chain;

/// <summary>
/// A Filecoin chain of one node inside this process: message pool, one tipset for each batch of messages, state and history in one folder. What it
/// acknowledged survives a crash: a pushed message (it is in the pool again) and a tipset (whole, or not there). Thread-safe.
/// </summary>
public sealed partial class EmbeddedChain : IAsyncDisposable
{
    private const string JournalName = "pool.log";

    /// <summary>Guards head, index, pool and waiters; held briefly.</summary>
    private readonly Lock _gate = new();

    /// <summary>Held while a tipset is made: one at a time.</summary>
    private readonly Lock _production = new();

    private readonly IStoreFolder _folder;
    private readonly FileBlockstore _store;
    private readonly BatchJournal _journal;
    private readonly ChainIndex _index = new();
    private readonly MessagePool _pool;
    private readonly PoolLimits _limits;
    private readonly TipsetExecution _execution;
    private readonly PriceList _prices;
    private readonly ChainRandomness _randomness;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _clock;
    private StateTree _headState;
    private Exception? _stopped;

    private EmbeddedChain(IStoreFolder folder, ChainOptions options)
    {
        _folder = folder;
        _limits = options.Pool;
        _pool = new MessagePool(options.Pool);
        _store = FileBlockstore.Open(folder, options.Store);
        try
        {
            ChainHistory.Load(_store, options, _index);
            Head = ChainHistory.Read(_store, _index.KeyAt(_index.Count - 1));
            Parameters = ChainParameters.Decode(_store.Get(ChainHistory.Read(_store, _index.KeyAt(0)).Parent).Span);
            _prices = RulesOf(Parameters).Prices;
            _headState = StateTree.Load(_store, Head.StateRoot);
            _journal = BatchJournal.Open(folder, JournalName, RestoreMessage);
        }
        catch
        {
            _store.Dispose();
            throw;
        }

        _randomness = new ChainRandomness(Parameters.Seed);
        _execution = new TipsetExecution(Parameters, RulesOf(Parameters), new ChainExterns(_randomness, KeyAtOrBefore), new ModuleCache());
        _clock = options.BlockTime is { } blockTime ? RunClockAsync(blockTime) : Task.CompletedTask;
    }

    /// <summary>The last committed tipset.</summary>
    public Tipset Head { get; private set; }

    public ChainParameters Parameters { get; }

    /// <summary>Why the chain makes no more tipsets; null while it does.</summary>
    public string? StopReason => Volatile.Read(ref _stopped)?.Message;

    /// <summary>All blocks of the chain, to read.</summary>
    public IBlockstore Store => _store;

    /// <summary>
    /// Opens the chain in <see cref="ChainOptions.Folder"/>, or begins one from its genesis. Throws <see cref="StoreInUseException"/> while another process
    /// has it, <see cref="StoreDamagedException"/> when files have changed, <see cref="ChainException"/> when it is another chain.
    /// </summary>
    public static EmbeddedChain Open(ChainOptions options) => Open(DiskFolder.Lock(options.Folder), options);

    /// <summary>As <see cref="Open(ChainOptions)"/> on any device; the chain disposes <paramref name="folder"/>.</summary>
    internal static EmbeddedChain Open(IStoreFolder folder, ChainOptions options)
    {
        try
        {
            return new EmbeddedChain(folder, options);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Ends the clock, lets a tipset under way finish, and closes the files. Waiting callers are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _clock.ConfigureAwait(false);
        lock (_production)
        {
            lock (_gate)
            {
                _stopped ??= new ObjectDisposedException(nameof(EmbeddedChain));
                CancelWaiters();
            }

            _journal.Dispose();
            _store.Dispose();
            _folder.Dispose();
        }
    }

    private static RuleSet RulesOf(ChainParameters parameters) => RuleSets.NetworkVersions.Contains(parameters.NetworkVersion)
        ? RuleSets.ForNetworkVersion(parameters.NetworkVersion)
        : throw new ChainException(
            $"the chain runs network version {parameters.NetworkVersion}; this build knows {string.Join(", ", RuleSets.NetworkVersions)}");

    private async Task RunClockAsync(TimeSpan blockTime)
    {
        using PeriodicTimer timer = new(blockTime);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false)) { CreateTipset(); }
        }
        catch (Exception end) when (end is OperationCanceledException or ChainStoppedException)
        {
            // Closed, or stopped: every caller is told by the next thing it asks for.
        }
    }

    private Cid KeyAtOrBefore(long epoch)
    {
        lock (_gate) { return _index.AtOrBefore(epoch); }
    }

    private void RequireRunning()
    {
        if (_stopped is not null) { throw new ChainStoppedException(_stopped); }
    }

    /// <summary>After a bug or a failed write nothing more is accepted or made: only opening the chain again tells what is true.</summary>
    private ChainStoppedException Stop(Exception cause)
    {
        lock (_gate)
        {
            _stopped ??= cause;
            ChainStoppedException stopped = new(_stopped);
            FailWaiters(stopped);
            return stopped;
        }
    }
}
