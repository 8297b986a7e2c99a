using System.Globalization;
using System.Text.Json;
using FvmCompute.Vm.Wasm;
using ValueType = FvmCompute.Vm.Wasm.ValueType;

namespace FvmCompute.Vm.Tests.Wasm.Spec;

/// <summary>Values of the converted scripts and the engine's words.</summary>
internal static class SpecValue
{
    private const ulong QuietBit32 = 0x0040_0000;
    private const ulong QuietBit64 = 0x0008_0000_0000_0000;
    private const ulong Infinity32 = 0x7f80_0000;
    private const ulong Infinity64 = 0x7ff0_0000_0000_0000;

    public static long Parse(JsonElement value)
    {
        string text = value.GetProperty("value").GetString()!;
        return value.GetProperty("type").GetString() switch
        {
            "i32" => (int)uint.Parse(text, CultureInfo.InvariantCulture),
            "f32" => uint.Parse(text, CultureInfo.InvariantCulture),
            "i64" or "f64" => (long)ulong.Parse(text, CultureInfo.InvariantCulture),
            _ => text == "null" ? -1 : long.Parse(text, CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Whether a result is the expected value, or a NaN of the expected class.</summary>
    public static bool Matches(JsonElement expected, ValueType type, long actual)
    {
        string kind = expected.GetProperty("type").GetString()!;
        if (!kind.Equals(type.ToString(), StringComparison.OrdinalIgnoreCase)) { return false; }
        if (!expected.TryGetProperty("value", out JsonElement text)) { return actual >= 0; }
        return text.GetString() switch
        {
            "nan:canonical" => type == ValueType.F32
                ? ((ulong)actual & 0x7fff_ffff) == (Infinity32 | QuietBit32)
                : ((ulong)actual & long.MaxValue) == (Infinity64 | QuietBit64),
            "nan:arithmetic" => type == ValueType.F32
                ? ((ulong)actual & (Infinity32 | QuietBit32)) == (Infinity32 | QuietBit32)
                : ((ulong)actual & (Infinity64 | QuietBit64)) == (Infinity64 | QuietBit64),
            _ => actual == Parse(expected),
        };
    }

    /// <summary>The suite's words for a trap.</summary>
    public static string TrapText(TrapKind trap) => trap switch
    {
        TrapKind.Unreachable => "unreachable",
        TrapKind.StackLimit => "call stack exhausted",
        TrapKind.IntegerDivideByZero => "integer divide by zero",
        TrapKind.IntegerOverflow => "integer overflow",
        TrapKind.InvalidConversionToInteger => "invalid conversion to integer",
        TrapKind.MemoryOutOfBounds => "out of bounds memory access",
        TrapKind.TableOutOfBounds => "out of bounds table access",
        TrapKind.UndefinedElement => "undefined element",
        TrapKind.UninitializedElement => "uninitialized element",
        TrapKind.IndirectCallTypeMismatch => "indirect call type mismatch",
        _ => trap.ToString(),
    };
}
