using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Prover.Far;

/// <summary>A matrix on the device, an element's words together.</summary>
/// <param name="host">The same matrix for the host's operations; none over K.</param>
internal sealed class FarFieldRows(RowsShape shape, FarBuffer buffer, IFieldRows? host) : IFieldRows
{
    public RowsShape Shape => shape;

    public IDeviceBuffer Words => buffer.Device;

    public IFieldRows Host => host ?? throw new InvalidOperationException("a matrix over K is on the device only");

    public void Dispose()
    {
        buffer.Dispose();
        host?.Dispose();
    }
}
