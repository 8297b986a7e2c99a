using System.Text;
using System.Text.RegularExpressions;

namespace FvmCompute.Bench.Gas;

/// <summary>The names of a module's functions, from its custom section <c>name</c> (WebAssembly appendix 7.4).</summary>
internal static partial class FunctionNames
{
    private const int HeaderBytes = 8;
    private const byte CustomSection = 0;
    private const byte FunctionSubsection = 1;

    /// <summary>By function number, imports first; empty for a module without names.</summary>
    public static Dictionary<int, string> Read(ReadOnlySpan<byte> wasm)
    {
        for (ReadOnlySpan<byte> rest = wasm[HeaderBytes..]; rest.Length > 0;)
        {
            byte id = Byte(ref rest);
            ReadOnlySpan<byte> section = Take(ref rest, Number(ref rest));
            if (id == CustomSection && Text(ref section) == "name") { return ReadNames(section); }
        }

        return [];
    }

    private static Dictionary<int, string> ReadNames(ReadOnlySpan<byte> section)
    {
        Dictionary<int, string> all = [];
        while (section.Length > 0)
        {
            byte id = Byte(ref section);
            ReadOnlySpan<byte> names = Take(ref section, Number(ref section));
            if (id != FunctionSubsection) { continue; }
            for (int count = Number(ref names); count > 0; count--) { all.Add(Number(ref names), Demangle(Text(ref names))); }
        }

        return all;
    }

    /// <summary>Rust's symbols: <c>_ZN</c>, parts with their lengths before them, a hash.</summary>
    private static string Demangle(string symbol)
    {
        if (!symbol.StartsWith("_ZN", StringComparison.Ordinal)) { return symbol; }
        List<string> parts = [];
        for (int at = 3; at < symbol.Length && char.IsAsciiDigit(symbol[at]);)
        {
            int digits = symbol.AsSpan(at).IndexOfAnyExceptInRange('0', '9');
            int length = int.Parse(symbol.AsSpan(at, digits));
            parts.Add(symbol.Substring(at + digits, length));
            at += digits + length;
        }

        return Escape().Replace(string.Join("::", parts.SkipLast(1)), match => match.Value switch
        {
            ".." => "::",
            "$LT$" => "<",
            "$GT$" => ">",
            "$RF$" => "&",
            _ => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString(),
        }).Replace("_<", "<", StringComparison.Ordinal);
    }

    private static byte Byte(ref ReadOnlySpan<byte> bytes) => Take(ref bytes, 1)[0];

    /// <summary>LEB128.</summary>
    private static int Number(ref ReadOnlySpan<byte> bytes)
    {
        for (int value = 0, shift = 0; ; shift += 7)
        {
            byte next = Byte(ref bytes);
            value |= (next & 0x7f) << shift;
            if (next < 0x80) { return value; }
        }
    }

    private static string Text(ref ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(Take(ref bytes, Number(ref bytes)));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        ReadOnlySpan<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    [GeneratedRegex(@"\.\.|\$LT\$|\$GT\$|\$RF\$|\$u([0-9a-f]+)\$")]
    private static partial Regex Escape();
}
