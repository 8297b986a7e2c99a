using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.Configuration;

namespace FvmCompute.Sidecar.CommandLine.Pieces;

/// <summary>Computes piece trees on the device that the settings choose.</summary>
internal sealed class PieceHasher : IDisposable
{
    private readonly CommPOptions _options;

    private PieceHasher(CommPOptions options, string device)
    {
        _options = options;
        Device = device;
    }

    public string Device { get; }

    public static PieceHasher Create(Settings settings, Output output)
    {
        _ = output;
        return new PieceHasher(new CommPOptions { Threads = settings.Threads }, "cpu");
    }

    public PieceTree Compute(Stream payload, ulong? paddedBytes, IProgress<long> progress, CancellationToken cancellation)
    {
        return CommP.Compute(payload, _options with { PaddedBytes = paddedBytes, Progress = progress }, cancellation);
    }

    public void Dispose()
    {
    }
}
