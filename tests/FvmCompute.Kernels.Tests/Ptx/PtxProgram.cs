using System.Globalization;
using System.Text.RegularExpressions;

namespace FvmCompute.Kernels.Tests.Ptx;

/// <summary>An entry of a PTX module: parameters in declaration order, what registers hold at first (constants), and instructions.</summary>
public sealed record PtxEntry(string Name, IReadOnlyList<PtxParameter> Parameters, int GroupSize, int SharedBytes, ulong[] Initial, PtxInstruction[] Code);

/// <summary><paramref name="Bytes"/> is also the alignment the driver gives the parameter.</summary>
public sealed record PtxParameter(string Name, int Bytes, int Offset);

/// <summary>
/// One instruction. D, A, B, C are registers (constants have registers of their own); for memory A is the address register and Offset is added;
/// vectors use D, B, C, E. Guard is -1 or a predicate register.
/// </summary>
public record struct PtxInstruction(string Text, PtxOp Op, int D, int A, int B, int C, int E, long Offset, int Guard, bool GuardNegated);

/// <summary>The operations our kernels compile to. Anything else is an error of the parser, not a guess.</summary>
public enum PtxOp
{
    Add32, Add64, Sub32, Sub64, Mul32, Mul64, MulWide32, Divide32, Divide64, Remainder32, Remainder64,
    And, Or, Xor, Not64, NotPredicate, Neg32, Shl32, Shl64, Shr32, Shr64, ShiftLeftWrap32, Permute32,
    Widen32, Narrow64, Move, Pack64, Unpack64, Select, Max64,
    Equal32, Equal64, NotEqual32, NotEqual64, Less32, Less64, Greater32, Greater64, GreaterOrEqual64, LessSigned32,
    LoadParameter32, LoadParameter64, LoadGlobal32, LoadGlobal64, LoadGlobal64x2, LoadGlobal32x4,
    StoreGlobal32, StoreGlobal64, StoreGlobal64x2, StoreGlobal32x4,
    LoadShared32, LoadShared64, StoreShared32, StoreShared64, Branch, Barrier, Return,
}

/// <summary>Reads the PTX that clang writes for the kernels.</summary>
public sealed partial class PtxProgram
{
    private PtxProgram(string version, string target, IReadOnlyDictionary<string, PtxEntry> entries) => (Version, Target, Entries) = (version, target, entries);

    public string Version { get; }

    public string Target { get; }

    public IReadOnlyDictionary<string, PtxEntry> Entries { get; }

    public static PtxProgram Parse(string text)
    {
        string code = Comment().Replace(text, "");
        string Directive(string name) => Regex.Match(code, $@"^\.{name}\s+(\S+)", RegexOptions.Multiline).Groups[1].Value;
        Dictionary<string, PtxEntry> entries = [];
        foreach (Match entry in Entry().Matches(code))
        {
            entries[entry.Groups["name"].Value] = new PtxEntryParser(entry).Parse();
        }

        return new PtxProgram(Directive("version"), Directive("target"), entries);
    }

    internal static long Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? (long)ulong.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : text[0] == '-' ? long.Parse(text, CultureInfo.InvariantCulture) : (long)ulong.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\.entry\s+(?<name>\w+)\((?<parameters>[^)]*)\)\s*(?<directives>(\.\w+\s+[\d, ]+\s*)*)\{(?<body>.*?)\n\}", RegexOptions.Singleline)]
    private static partial Regex Entry();
}
