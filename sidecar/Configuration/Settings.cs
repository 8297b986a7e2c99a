using System.Globalization;
using System.Net;
using System.Numerics;

namespace FvmCompute.Sidecar.Configuration;

/// <summary>The sidecar's configuration, checked: every value is in its range before anything starts.</summary>
public sealed class Settings
{
    private readonly IReadOnlyDictionary<string, SettingValue> _values;

    public Settings(IReadOnlyDictionary<string, SettingValue> values)
    {
        _values = values;
        DataFolder = Path.GetFullPath(Text("data-dir"));
        Listen = EndPoint("listen");
        HttpListen = EndPoint("http-listen");
        TlsCertificate = OptionalFile("tls-certificate");
        TlsKey = OptionalFile("tls-key");
        TlsClientAuthorities = OptionalFile("tls-client-ca");
        PieceRoots = [.. values["piece-roots"].Values.Select(Path.GetFullPath)];
        DatasetRoots = [.. values["dataset-roots"].Values.Select(Path.GetFullPath)];
        Device = Text("device");
        DeviceStrict = Boolean("device-strict");
        Threads = (int)Number("threads", 0, 1024) is > 0 and var threads ? threads : Environment.ProcessorCount;
        HostMemoryBytes = Number("host-memory", 0, long.MaxValue) is > 0 and var bytes ? bytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        DatasetMemoryBytes = Number("dataset-memory", 0, long.MaxValue) is > 0 and var kept ? kept : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8;
        MaxMessageBytes = (int)Number("max-message-bytes", 65536, 67108864);
        MaxStreams = (int)Number("max-streams", 1, 10000);
        MaxConnections = (int)Number("max-connections", 1, 100000);
        MaxQueuedJobs = (int)Number("max-queued-jobs", 1, 1000000);
        MaxCircuitBytes = (int)Number("max-circuit-bytes", 1, 64512);
        MaxWitnessBytes = (int)Number("max-witness-bytes", 0, 66060288);
        NetworkName = Text("network-name");
        BlockTime = TimeSpan.FromMilliseconds(Number("block-time-ms", 10, 60000));
        Bond = Amount("bond");
        DefaultDeadlineEpochs = Number("default-deadline-epochs", 10, 1000000);
        LogLevel = OneOf("log-level", "trace", "debug", "information", "warning", "error", "none");
        LogFormat = OneOf("log-format", "text", "json");
        CheckTogether();
    }

    public string DataFolder { get; }

    public IPEndPoint Listen { get; }

    public IPEndPoint HttpListen { get; }

    public string? TlsCertificate { get; }

    public string? TlsKey { get; }

    public string? TlsClientAuthorities { get; }

    public IReadOnlyList<string> PieceRoots { get; }

    public IReadOnlyList<string> DatasetRoots { get; }

    public string Device { get; }

    public bool DeviceStrict { get; }

    public int Threads { get; }

    public long HostMemoryBytes { get; }

    public long DatasetMemoryBytes { get; }

    public int MaxMessageBytes { get; }

    public int MaxStreams { get; }

    public int MaxConnections { get; }

    public int MaxQueuedJobs { get; }

    public int MaxCircuitBytes { get; }

    public int MaxWitnessBytes { get; }

    public string NetworkName { get; }

    public TimeSpan BlockTime { get; }

    /// <summary>attoFIL.</summary>
    public BigInteger Bond { get; }

    public long DefaultDeadlineEpochs { get; }

    public string LogLevel { get; }

    public string LogFormat { get; }

    /// <summary>All values with their sources, in the order of <see cref="SettingKey.All"/>.</summary>
    public IEnumerable<SettingValue> Values => SettingKey.All.Select(key => _values[key.Name]);

    private void CheckTogether()
    {
        if ((TlsCertificate is null) != (TlsKey is null))
        {
            throw new ConfigurationException("tls-certificate and tls-key go together: give both, or neither");
        }

        if (TlsClientAuthorities is not null && TlsCertificate is null)
        {
            throw new ConfigurationException("tls-client-ca needs tls-certificate and tls-key");
        }

        if (!IPAddress.IsLoopback(Listen.Address) && TlsCertificate is null)
        {
            throw Wrong("listen", "without TLS only loopback addresses are served: give tls-certificate and tls-key, or listen on 127.0.0.1");
        }

        if (!IPAddress.IsLoopback(HttpListen.Address)) { throw Wrong("http-listen", "metrics are served on loopback addresses only"); }
        if (System.Text.Encoding.UTF8.GetByteCount(NetworkName) is 0 or > 32) { throw Wrong("network-name", "1 to 32 bytes of UTF-8 are allowed"); }
    }

    private string Text(string key) => _values[key].Text;

    private long Number(string key, long least, long most)
    {
        if (long.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most) { return value; }
        throw Wrong(key, $"a whole number from {least} to {most} is needed");
    }

    private BigInteger Amount(string key) => BigInteger.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger amount)
        ? amount
        : throw Wrong(key, "an amount of attoFIL as a whole number of at least 0 is needed");

    private bool Boolean(string key) => Text(key) switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Wrong(key, "true or false is needed"),
    };

    private string OneOf(string key, params string[] allowed) =>
        allowed.Contains(Text(key)) ? Text(key) : throw Wrong(key, $"allowed are {string.Join(", ", allowed)}");

    private IPEndPoint EndPoint(string key) => IPEndPoint.TryParse(Text(key), out IPEndPoint? endPoint) && Text(key).Contains(':')
        ? endPoint
        : throw Wrong(key, "an IP address and a port are needed, such as 127.0.0.1:4712 or [::1]:4712");

    private string? OptionalFile(string key)
    {
        if (Text(key).Length == 0) { return null; }
        return File.Exists(Text(key)) ? Path.GetFullPath(Text(key)) : throw Wrong(key, "there is no such file");
    }

    private ConfigurationException Wrong(string key, string rule) => new($"{key} = '{Text(key)}' ({_values[key].Source}): {rule}");
}
