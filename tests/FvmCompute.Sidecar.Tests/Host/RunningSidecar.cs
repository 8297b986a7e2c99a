using System.Numerics;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Grpc.Client;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Host;
using FvmCompute.V1;
using Grpc.Core;

namespace FvmCompute.Sidecar.Tests.Host;

/// <summary>A sidecar in this process with a fresh data folder, a folder of pieces, and a client channel.</summary>
public sealed class RunningSidecar : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly bool _ownsFolder;
    private readonly GrpcChannel _channel;

    private RunningSidecar(TemporaryFolder folder, bool ownsFolder, SidecarHost host)
    {
        _folder = folder;
        _ownsFolder = ownsFolder;
        Host = host;
        _channel = GrpcChannel.ForAddress(host.GrpcAddress);
        Jobs = new V1.Jobs.JobsClient(_channel);
        Chain = new V1.Chain.ChainClient(_channel);
        Invoker = _channel.CreateCallInvoker();
    }

    public SidecarHost Host { get; }

    public V1.Jobs.JobsClient Jobs { get; }

    public V1.Chain.ChainClient Chain { get; }

    public CallInvoker Invoker { get; }

    public string PieceFolder => _folder["pieces"];

    public string DatasetFolder => _folder["datasets"];

    public BigInteger MarketBalance => Host.Node.Chain.GetBalance(Host.Market.Address).Atto;

    /// <param name="folder">A folder from a run before; null: a new one, removed with this object.</param>
    public static async Task<RunningSidecar> StartAsync(TemporaryFolder? folder = null, params (string Key, string Value)[] settings)
    {
        TemporaryFolder root = folder ?? new TemporaryFolder();
        return new RunningSidecar(root, folder is null, await SidecarHost.StartAsync(SettingsFor(root, settings), default));
    }

    public static Settings SettingsFor(TemporaryFolder root, params (string Key, string Value)[] settings)
    {
        Directory.CreateDirectory(root["pieces"]);
        Directory.CreateDirectory(root["datasets"]);
        Dictionary<string, string[]> flags = new()
        {
            ["data-dir"] = [root["data"]],
            ["piece-roots"] = [root["pieces"]],
            ["dataset-roots"] = [root["datasets"]],
            ["listen"] = ["127.0.0.1:0"],
            ["http-listen"] = ["127.0.0.1:0"],
            ["block-time-ms"] = ["20"],
            ["default-deadline-epochs"] = ["100000"],
            ["device"] = ["cpu"],
            ["log-level"] = ["error"],
        };
        foreach ((string key, string value) in settings) { flags[key] = [value]; }
        return new Settings(SettingsReader.Read(null, flags, _ => null));
    }

    public string AddPiece(string name, int bytes, int seed = 1) => AddPiece(PieceFolder, name, bytes, seed).ToCidV2().ToString();

    public static PieceCommitment AddPiece(string folder, string name, int bytes, int seed = 1)
    {
        byte[] payload = new byte[bytes];
        new Random(seed).NextBytes(payload);
        File.WriteAllBytes(Path.Combine(folder, name), payload);
        return CommP.Compute(new MemoryStream(payload)).Commitment;
    }

    public static SubmitJobRequest Request(string pieceCid, uint challenges = 3, string price = "1000", string requestId = "") => new()
    {
        RequestId = requestId,
        Spec = new JobSpec { MaxPrice = price, Possession = new PossessionSpec { PieceCid = pieceCid, Challenges = challenges } },
    };

    /// <summary>Submits and follows a job to its end.</summary>
    public async Task<Job> RunAsync(SubmitJobRequest request) => await EndAsync((await Jobs.SubmitJobAsync(request)).Name);

    public async Task<Job> EndAsync(string name)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using AsyncServerStreamingCall<JobUpdate> call = Jobs.WatchJob(new WatchJobRequest { Name = name }, cancellationToken: limit.Token);
        while (await call.ResponseStream.MoveNext(limit.Token)) { }
        return await Jobs.GetJobAsync(new GetJobRequest { Name = name });
    }

    /// <summary>Waits until a job says something.</summary>
    public async Task SeeAsync(string name, string message)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using AsyncServerStreamingCall<JobUpdate> call = Jobs.WatchJob(new WatchJobRequest { Name = name }, cancellationToken: limit.Token);
        while (await call.ResponseStream.MoveNext(limit.Token))
        {
            if (call.ResponseStream.Current.Message.Contains(message)) { return; }
        }

        throw new InvalidOperationException($"{name} ended without '{message}'");
    }

    /// <summary>The result of a job and the bytes of its proof.</summary>
    public async Task<(JobResult Result, byte[] Proof)> ResultAsync(string name)
    {
        using AsyncServerStreamingCall<GetResultResponse> call = Jobs.GetResult(new GetResultRequest { Name = name });
        JobResult? result = null;
        using var proof = new MemoryStream();
        while (await call.ResponseStream.MoveNext(default))
        {
            result ??= call.ResponseStream.Current.Result;
            call.ResponseStream.Current.ProofChunk.WriteTo(proof);
        }

        return (result!, proof.ToArray());
    }

    public async Task<BigInteger> BalanceAsync(string key) =>
        BigInteger.Parse((await Chain.ListWalletAsync(new ListWalletRequest())).Keys.Single(entry => entry.Name == key).Balance);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Host.DisposeAsync();
        if (_ownsFolder) { _folder.Dispose(); }
    }
}
