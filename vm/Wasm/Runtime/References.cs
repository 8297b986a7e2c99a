namespace FvmCompute.Vm.Wasm.Runtime;

/// <summary>
/// Reference values as words of the host: null is <see cref="Null"/>; an external reference is the number the host gave, at least 0;
/// a function that leaves is 0 and cannot come back.
/// </summary>
internal static class References
{
    public const long Null = -1;

    public static long Pack(object? reference) => reference switch
    {
        null => Null,
        long external => external,
        _ => 0,
    };

    public static object? Unpack(long word) => word < 0 ? null : word;
}
