using System.Globalization;
using System.Text;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Wasm;
using ValueType = FvmCompute.Vm.Wasm.ValueType;

namespace FvmCompute.Vm.Tests.Actors;

/// <summary>
/// Writes actors that make host calls one after another and return what came of them: the error number of each call as a little-endian u32, then a window of memory.
/// Arguments are given as the import takes them, out-pointer first, either as numbers or as <see cref="Load"/> of a u32 that an earlier call left in memory.
/// </summary>
internal sealed class ActorScript
{
    /// <summary>Scripts may use memory below this; error numbers are kept above it.</summary>
    public const int ScratchEnd = 0xe000;

    private const int ErrorsAt = ScratchEnd;
    private const int HandleAt = 0xfff0;
    private const int MemoryBytes = 0x10000;

    private readonly SortedSet<string> _imports = [];
    private readonly StringBuilder _data = new();
    private readonly StringBuilder _body = new();
    private int _calls;
    private (int At, int Length) _window;

    /// <summary>The size of the actor's memory.</summary>
    public static int MemorySize => MemoryBytes;

    /// <summary>An argument that is read from memory when the call is made.</summary>
    public static Argument Load(int address) => new(0, address);

    public ActorScript Data(int address, ReadOnlySpan<byte> bytes)
    {
        _data.Append(CultureInfo.InvariantCulture, $"  (data (i32.const {address}) \"");
        foreach (byte value in bytes) { _data.Append(CultureInfo.InvariantCulture, $"\\{value:x2}"); }

        _data.AppendLine("\")");
        return this;
    }

    public ActorScript Call(string syscall, params ReadOnlySpan<Argument> arguments)
    {
        FunctionType type = Signature(syscall);
        Assert.True(type.Parameters.Length == arguments.Length, $"{syscall} takes {type}");
        _body.Append(CultureInfo.InvariantCulture, $"    (i32.store (i32.const {ErrorsAt + (4 * _calls++)}) ");
        AppendCall(syscall, type, arguments);
        _body.AppendLine(")");
        return this;
    }

    /// <summary>Any instructions, with nothing left on the stack.</summary>
    public ActorScript Code(string instructions)
    {
        _body.Append("    ").AppendLine(instructions);
        return this;
    }

    public ActorScript Import(string syscall)
    {
        Signature(syscall);
        return this;
    }

    public ActorScript Returns(int at, int length)
    {
        _window = (at, length);
        return this;
    }

    /// <summary>Ends by <c>vm.exit</c> instead of returning, which reverts everything unless the code is 0.</summary>
    public ActorScript Exit(uint code, Argument block = default, int messageAt = 0, int messageLength = 0) => Call("vm.exit", (int)code, block, messageAt, messageLength);

    public byte[] Build() => Wat.Assemble(ToString());

    public override string ToString()
    {
        int errors = 4 * _calls;
        StringBuilder end = new();
        FunctionType create = Signature("ipld.block_create");
        end.AppendLine(CultureInfo.InvariantCulture, $"    (memory.copy (i32.const {ErrorsAt + errors}) (i32.const {_window.At}) (i32.const {_window.Length}))");
        end.AppendLine(CultureInfo.InvariantCulture, $"    (drop (call ${"ipld.block_create"} (i32.const {HandleAt}) (i64.const 0x55) (i32.const {ErrorsAt}) (i32.const {errors + _window.Length})))");
        end.AppendLine(CultureInfo.InvariantCulture, $"    (i32.load (i32.const {HandleAt}))");
        Assert.Equal(4, create.Parameters.Length);
        return $"""
            (module
            {string.Concat(_imports)}  (memory (export "memory") 1)
            {_data}  (func (export "invoke") (param $params i32) (result i32)
            {_body}{end}  ))
            """;
    }

    private FunctionType Signature(string syscall)
    {
        string[] name = syscall.Split('.');
        FunctionType type = SyscallTables.V21.Find(name[0], name[1])?.Signature ?? throw new ArgumentException($"there is no host call {syscall}");
        string parameters = string.Concat(type.Parameters.ToArray().Select(parameter => $" {Name(parameter)}"));
        _imports.Add($"  (import \"{name[0]}\" \"{name[1]}\" (func ${syscall} (param{parameters}) (result i32)))\n");
        return type;
    }

    private void AppendCall(string syscall, FunctionType type, ReadOnlySpan<Argument> arguments)
    {
        _body.Append(CultureInfo.InvariantCulture, $"(call ${syscall}");
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = Name(type.Parameters[i]);
            string value = arguments[i].Address is int address ? $"(i32.load (i32.const {address}))" : $"({name}.const {arguments[i].Value})";
            _body.Append(' ').Append(value);
        }

        _body.Append(')');
    }

    private static string Name(ValueType type) => type.ToString().ToLowerInvariant();

    internal readonly record struct Argument(long Value, int? Address)
    {
        public static implicit operator Argument(int value) => new(value, null);

        public static implicit operator Argument(long value) => new(value, null);
    }
}
