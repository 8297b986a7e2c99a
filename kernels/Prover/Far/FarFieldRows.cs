using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Prover.Far;

/// <summary>A matrix on the device, an element's words together.</summary>
internal sealed class FarFieldRows(RowsShape shape, FarBuffer buffer) : IFieldRows
{
    public RowsShape Shape => shape;

    public IDeviceBuffer Words => buffer.Device;

    public void Dispose() => buffer.Dispose();
}
