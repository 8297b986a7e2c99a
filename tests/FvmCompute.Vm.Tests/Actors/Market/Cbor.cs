using FvmCompute.Filecoin.Cbor;

namespace FvmCompute.Vm.Tests.Actors.Market;

internal delegate void WriteItems(ref CborWriter writer);

internal static class Cbor
{
    /// <summary>A list of <paramref name="count"/> items, which <paramref name="write"/> writes.</summary>
    public static byte[] Tuple(int count, WriteItems write)
    {
        CborWriter writer = new(256);
        writer.WriteListStart(count);
        write(ref writer);
        byte[] bytes = writer.ToArray();
        writer.Dispose();
        return bytes;
    }
}
