using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>Tells watchers what happens to jobs. Published after the change is committed, so nobody sees what a crash could take back.</summary>
public sealed class JobFeed
{
    /// <summary>Updates kept for a slow watcher; older ones are dropped, the newest never are.</summary>
    private const int Backlog = 256;

    private readonly ConcurrentDictionary<string, ImmutableArray<Channel<JobUpdate>>> _watchers = new();

    public void Publish(Job job, string message)
    {
        if (!_watchers.TryGetValue(job.Name, out ImmutableArray<Channel<JobUpdate>> channels)) { return; }
        var update = new JobUpdate { Job = job.Clone(), Message = message };
        foreach (Channel<JobUpdate> channel in channels) { channel.Writer.TryWrite(update); }
    }

    /// <summary>Every update from now on; dispose to stop.</summary>
    public Subscription Subscribe(string jobName) => new(this, jobName);

    public sealed class Subscription : IDisposable
    {
        private readonly JobFeed _feed;
        private readonly string _jobName;
        private readonly Channel<JobUpdate> _channel =
            Channel.CreateBounded<JobUpdate>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

        internal Subscription(JobFeed feed, string jobName)
        {
            _feed = feed;
            _jobName = jobName;
            _feed._watchers.AddOrUpdate(jobName, _ => [_channel], (_, channels) => channels.Add(_channel));
        }

        public ChannelReader<JobUpdate> Updates => _channel.Reader;

        public void Dispose()
        {
            ImmutableArray<Channel<JobUpdate>> left = _feed._watchers.AddOrUpdate(_jobName, _ => [], (_, channels) => channels.Remove(_channel));
            if (left.IsEmpty) { _feed._watchers.TryRemove(KeyValuePair.Create(_jobName, left)); }
        }
    }
}
