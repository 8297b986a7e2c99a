using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.Compute;

namespace FvmCompute.Sidecar.CommandLine.Pieces;

/// <summary>A computed commitment, as <c>piece commp</c> prints it.</summary>
public sealed record PieceReport(
    string PieceCidV1, string PieceCidV2, ulong PayloadBytes, ulong PaddedBytes, int Height, string Device, string DeviceFallback, double Seconds)
{
    public static PieceReport Of(ComputedTree computed, TimeSpan time)
    {
        PieceCommitment piece = computed.Tree.Commitment;
        return new PieceReport(
            piece.ToCidV1().ToString(), piece.ToCidV2().ToString(), piece.PayloadBytes, piece.PaddedBytes, piece.Height,
            computed.Device, computed.FallbackReason, time.TotalSeconds);
    }

    public void Print(TextWriter text)
    {
        text.WriteLine($"PieceCID v1   {PieceCidV1}");
        text.WriteLine($"PieceCID v2   {PieceCidV2}");
        text.WriteLine($"payload       {PayloadBytes} bytes");
        text.WriteLine($"padded size   {PaddedBytes} bytes (tree height {Height})");
        string rate = Units.Bytes((long)(PayloadBytes / Math.Max(Seconds, 1e-9)));
        text.WriteLine($"computed on   {Device} in {Units.Duration(TimeSpan.FromSeconds(Seconds))} ({rate}/s)");
        if (DeviceFallback.Length > 0) { text.WriteLine($"              because {DeviceFallback}"); }
    }
}
