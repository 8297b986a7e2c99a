using FvmCompute.Filecoin.Cbor;

namespace FvmCompute.Sidecar.Settlement;

/// <summary>Encodes chain structs: DAG-CBOR lists in field order.</summary>
public static class CborTuple
{
    private const int InitialBytes = 256;

    public delegate void Fields(ref CborWriter writer);

    /// <param name="count">Number of items that <paramref name="fields"/> writes.</param>
    public static byte[] Encode(int count, Fields fields)
    {
        var writer = new CborWriter(InitialBytes);
        try
        {
            writer.WriteListStart(count);
            fields(ref writer);
            return writer.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
