namespace FvmCompute.Sidecar.Configuration;

/// <summary>One configuration key: how it is written in the file and the environment, what it means, and its default.</summary>
/// <param name="Name">Name in the file and as a flag: <c>piece-roots</c> (<c>--piece-roots</c>, <c>FVMCOMPUTE_PIECE_ROOTS</c>).</param>
/// <param name="Default">Text form of the default value.</param>
/// <param name="Description">One sentence with the unit and the allowed range.</param>
/// <param name="IsList">Several values: an array in the file, separated by the path separator in the environment, repeated as a flag.</param>
public sealed record SettingKey(string Name, string Default, string Description, bool IsList = false)
{
    public string EnvironmentName => "FVMCOMPUTE_" + Name.Replace('-', '_').ToUpperInvariant();

    public static IReadOnlyList<SettingKey> All { get; } =
    [
        new("data-dir", DefaultDataFolder(), "folder of the job store, the chain, keys and results; one server at a time"),
        new("listen", "127.0.0.1:4712", "address and port of gRPC; other addresses than loopback need tls-certificate and tls-key"),
        new("http-listen", "127.0.0.1:4713", "address and port of /metrics and /healthz (HTTP/1.1); loopback only"),
        new("tls-certificate", "", "PEM file of the server's certificate chain; turns gRPC over TLS on"),
        new("tls-key", "", "PEM file of the certificate's private key"),
        new("tls-client-ca", "", "PEM file of the authorities whose client certificates are required (mutual TLS)"),
        new("piece-roots", "", "folders below which pieces may be read; symbolic links that leave them are refused", IsList: true),
        new("dataset-roots", "", "folders below which dataset files may be read; symbolic links that leave them are refused", IsList: true),
        new("device", "auto", "auto, cpu, cuda:N or opencl:N"),
        new("device-strict", "false", "true: refuse to start or to run a job instead of falling back to another device"),
        new("threads", "0", "threads that hash on the CPU, 1 to 1024; 0: one for each core"),
        new("host-memory", "0", "bytes of memory that running jobs may declare together; 0: half of the machine's"),
        new("dataset-memory", "0", "bytes of committed datasets that are kept for later jobs, besides host-memory; 0: an eighth of the machine's"),
        new("max-message-bytes", "4194304", "largest gRPC message taken, in bytes, 65536 to 67108864"),
        new("max-streams", "256", "concurrent gRPC calls on one connection, 1 to 10000"),
        new("max-connections", "1000", "client connections at a time, 1 to 100000"),
        new("max-queued-jobs", "10000", "jobs that may wait before submissions are refused, 1 to 1000000"),
        new("max-circuit-bytes", "61440", "longest circuit of a job, in bytes, 1 to 64512; with all else that is stated it must fit one chain message"),
        new("max-witness-bytes", "3145728", "longest witness of a job, in bytes, 0 to 66060288; it must fit max-message-bytes with the rest of the request"),
        new("network-name", "fvmcompute-local", "name of the embedded chain; part of every attestation"),
        new("block-time-ms", "1000", "milliseconds between tipsets while nothing happens, 10 to 60000; messages are included at once"),
        new("bond", "100000000000000000000", "attoFIL that the provider puts up when it registers with the market"),
        new("default-deadline-epochs", "2880", "epochs after the head at which a job without a deadline expires, 10 to 1000000"),
        new("log-level", "information", "trace, debug, information, warning, error or none"),
        new("log-format", "text", "text or json"),
    ];

    public static SettingKey? Find(string name) => All.FirstOrDefault(key => key.Name == name);

    /// <summary>The known key with the smallest edit distance, for the error about an unknown one.</summary>
    public static SettingKey Nearest(string name) => All.MinBy(key => EditDistance(key.Name, name))!;

    private static string DefaultDataFolder()
    {
        string? xdg = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        string share = string.IsNullOrEmpty(xdg) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share") : xdg;
        return Path.Combine(share, "fvmcompute");
    }

    private static int EditDistance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substitution = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
