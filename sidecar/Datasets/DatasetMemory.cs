using FvmCompute.Kernels.Prover;
using FvmCompute.Prover.Matrices;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;

namespace FvmCompute.Sidecar.Datasets;

/// <summary>What a committed dataset takes, known before it is made.</summary>
/// <param name="Kept">Matrix and tree, as long as it lives.</param>
/// <param name="Working">More, while it is committed to or opened.</param>
public readonly record struct DatasetMemory(long Kept, long Working)
{
    public long Total => Kept + Working;

    public static DatasetMemory Of(Layout layout, Profile profile, IProverBackend backend)
    {
        if (layout.RowCount == 0) { return default; }
        RowsShape shape = new(layout.RowCount, profile.LogRowLength, ElementField.Base);
        ProverMemory kept = backend.RowsBytes(shape) + backend.TreeBytes(shape, profile.LogInverseRate);
        ProverMemory working = backend.EncodingBytes(shape, profile.LogInverseRate);
        return new(StackedMatrix.BytesOf(layout.RowCount, profile.LogRowLength) + kept.DeviceBytes + kept.HostBytes, working.DeviceBytes + working.HostBytes);
    }
}
