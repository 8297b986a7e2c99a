namespace FvmCompute.Vm.Wasm;

/// <summary>Offers what a module imports; asked once per import, in the module's order.</summary>
public interface IImports
{
    /// <summary>Returns what <paramref name="import"/> names, or null when there is nothing of that name. The engine checks the type.</summary>
    WasmExtern? Resolve(WasmImport import);
}

/// <summary>Offers nothing.</summary>
public sealed class NoImports : IImports
{
    public static NoImports Instance { get; } = new();

    public WasmExtern? Resolve(WasmImport import) => null;
}

/// <summary>What a module asks for: two names and a kind; the signature when it is a function.</summary>
public sealed record WasmImport(string Module, string Name, ExternKind Kind, FunctionType? Signature);

/// <summary>The kinds of import and export; the number is the binary encoding.</summary>
public enum ExternKind : byte
{
    Function = 0,
    Table = 1,
    Memory = 2,
    Global = 3,
}

/// <summary>Something that can be imported or exported.</summary>
public abstract class WasmExtern
{
    private protected WasmExtern()
    {
    }

    public abstract ExternKind Kind { get; }
}
