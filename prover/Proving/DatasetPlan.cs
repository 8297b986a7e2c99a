using FvmCompute.Kernels.Prover;
using FvmCompute.Prover.Matrices;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;

namespace FvmCompute.Prover.Proving;

/// <summary>What registering a dataset will take, known before it starts; on the host and the device together.</summary>
/// <param name="KeptBytes">The matrix and its tree, until the dataset is disposed.</param>
/// <param name="WorkingBytes">More, while it is registered or opened.</param>
public sealed record DatasetPlan(long KeptBytes, long WorkingBytes)
{
    /// <summary>Both.</summary>
    public long TotalBytes => KeptBytes + WorkingBytes;

    /// <summary>The plan of a dataset whose blocks are laid out so.</summary>
    public static DatasetPlan Of(Layout layout, Profile profile, IProverBackend backend)
    {
        if (layout.RowCount == 0) { return new(0, 0); }
        RowsShape shape = new(layout.RowCount, profile.LogRowLength, ElementField.Base);
        ProverMemory kept = backend.RowsBytes(shape) + backend.TreeBytes(shape, profile.LogInverseRate);
        ProverMemory working = backend.EncodingBytes(shape, profile.LogInverseRate);
        long matrix = StackedMatrix.BytesOf(layout.RowCount, profile.LogRowLength);
        return new(matrix + kept.DeviceBytes + kept.HostBytes, working.DeviceBytes + working.HostBytes);
    }
}
