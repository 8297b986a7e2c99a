namespace FvmCompute.Vm.Wasm;

/// <summary>A function that can be imported, exported, or put into a table: the host's, or one of an instance.</summary>
public sealed class WasmFunction : WasmExtern
{
    /// <summary>The instance it runs in; null for a host function that no instance has imported yet.</summary>
    internal readonly WasmInstance? Instance;

    /// <summary>Address of the cell that holds the code's address (see Compilation/CodeTable).</summary>
    internal readonly nint Slot;

    /// <summary>Index in the instance's function space, in the high half of the call context, with the stack cost in the low half.</summary>
    internal readonly long EntryContext;

    /// <summary>Milligas that entering through a table or export costs: that of the stack limiter's thunk.</summary>
    internal readonly long EntryGas;

    /// <summary>Number of <see cref="Type"/> among all function types of the process, compared by indirect calls.</summary>
    internal readonly int TypeId;

    internal WasmFunction(FunctionType type, WasmInstance? instance, nint slot, long entryContext, long entryGas)
    {
        (Type, Instance, Slot, EntryContext, EntryGas) = (type, instance, slot, entryContext, entryGas);
        TypeId = Runtime.TypeIds.Of(type);
    }

    private WasmFunction(FunctionType type, HostFunction host)
        : this(type, null, 0, 0, 0) => Host = host;

    public override ExternKind Kind => ExternKind.Function;

    public FunctionType Type { get; }

    /// <summary>Set when the code is the host's.</summary>
    internal HostFunction? Host { get; }

    /// <summary>Wraps a host function of at most one result.</summary>
    public static WasmFunction FromHost(FunctionType type, HostFunction function)
    {
        if (type.Results.Length > 1) { throw new ArgumentException($"a host function has at most one result, not {type.Results.Length}", nameof(type)); }
        return new WasmFunction(type, function);
    }
}
