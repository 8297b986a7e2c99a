using System.Text.RegularExpressions;

namespace FvmCompute.Kernels.Tests.Ptx;

/// <summary>Turns the text of one entry into instructions.</summary>
internal sealed class PtxEntryParser(Match entry)
{
    public const int TidRegister = 0;
    public const int GroupRegister = 1;

    private readonly Dictionary<string, int> _registers = new() { ["%tid.x"] = TidRegister, ["%ctaid.x"] = GroupRegister };
    private readonly List<(int Register, ulong Value)> _constants = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly Dictionary<string, PtxParameter> _parameters = [];
    private readonly Dictionary<string, ulong> _shared = [];
    private int _sharedBytes;

    public PtxEntry Parse()
    {
        ReadParameters();
        List<string> statements = Statements();
        PtxInstruction[] code = [.. statements.Select(Instruction)];
        ulong[] initial = new ulong[_registers.Count];
        foreach ((int register, ulong value) in _constants) { initial[register] = value; }

        Match size = Regex.Match(entry.Groups["directives"].Value, @"\.(req|max)ntid\s+(\d+)");
        return new PtxEntry(
            entry.Groups["name"].Value,
            [.. _parameters.Values],
            size.Success ? int.Parse(size.Groups[2].Value) : 0,
            _sharedBytes,
            initial,
            code);
    }

    private void ReadParameters()
    {
        int offset = 0;
        foreach (Match parameter in Regex.Matches(entry.Groups["parameters"].Value, @"\.param\s+\.u(32|64)\s+(?:\.ptr\s+(?:\.\w+\s+)*(?:\d+\s+)?)?(\w+)"))
        {
            int bytes = int.Parse(parameter.Groups[1].Value) / 8;
            offset = (offset + bytes - 1) / bytes * bytes;
            _parameters[parameter.Groups[2].Value] = new PtxParameter(parameter.Groups[2].Value, bytes, offset);
            offset += bytes;
        }
    }

    /// <summary>Instructions without declarations; labels point at the instruction that follows.</summary>
    private List<string> Statements()
    {
        List<string> statements = [];
        foreach (string line in entry.Groups["body"].Value.Split('\n').Select(text => text.Trim()).Where(text => text.Length > 0))
        {
            if (line.EndsWith(':')) { _labels[line[..^1]] = statements.Count; }
            else if (line.StartsWith(".shared", StringComparison.Ordinal)) { DeclareShared(line); }
            else if (!line.StartsWith(".reg", StringComparison.Ordinal))
            {
                statements.Add(Regex.Replace(line, @"^\{ \.reg \.b32 tmp; (.*); \}$", "$1").TrimEnd(';'));
            }
        }

        return statements;
    }

    private void DeclareShared(string line)
    {
        Match shared = Regex.Match(line, @"^\.shared \.align (\d+) \.b8 ([\w$]+)\[(\d+)\];$");
        int align = int.Parse(shared.Groups[1].Value);
        _sharedBytes = (_sharedBytes + align - 1) / align * align;
        _shared[shared.Groups[2].Value] = (ulong)_sharedBytes;
        _sharedBytes += int.Parse(shared.Groups[3].Value);
    }

    private PtxInstruction Instruction(string text)
    {
        Match match = Regex.Match(text, @"^(?:@(?<not>!?)(?<guard>%p\d+)\s+)?(?<op>[\w.]+)\s*(?<operands>.*)$");
        int guard = match.Groups["guard"].Success ? Register(match.Groups["guard"].Value) : -1;
        string[] operands = [.. Regex.Matches(match.Groups["operands"].Value, @"\{[^}]*\}|\[[^\]]*\]|[^,\s]+").Select(operand => operand.Value)];
        PtxInstruction instruction = Decode(match.Groups["op"].Value, operands, text);
        return instruction with { Text = text, Guard = guard, GuardNegated = match.Groups["not"].Length > 0 };
    }

    private PtxInstruction Decode(string op, string[] operands, string text) => op switch
    {
        "bra" or "bra.uni" => new() { Op = PtxOp.Branch, Offset = _labels[operands[0]] },
        "bar.sync" => new() { Op = PtxOp.Barrier },
        "ret" => new() { Op = PtxOp.Return },
        "mov.b64" when operands[0][0] == '{' => Unpack(Vector(operands[0]), Operand(operands[1])),
        "mov.b64" when operands[1][0] == '{' => Pack(Operand(operands[0]), Vector(operands[1])),
        _ when op.StartsWith("ld.param", StringComparison.Ordinal) => LoadParameter(operands),
        _ when op.StartsWith("ld.", StringComparison.Ordinal) => Memory(Loads[op], operands[0], operands[1]),
        _ when op.StartsWith("st.", StringComparison.Ordinal) => Memory(Stores[op], operands[1], operands[0]),
        _ => Plain(Arithmetic.TryGetValue(op, out PtxOp known) ? known : throw new NotSupportedException($"PTX '{text}' has no model here"), operands),
    };

    private static PtxInstruction Unpack(int[] halves, int from) => new() { Op = PtxOp.Unpack64, D = halves[0], E = halves[1], A = from };

    private static PtxInstruction Pack(int to, int[] halves) => new() { Op = PtxOp.Pack64, D = to, A = halves[0], B = halves[1] };

    private PtxInstruction Plain(PtxOp op, string[] operands) => new()
    {
        Op = op,
        D = Operand(operands[0]),
        A = Operand(operands[1]),
        B = operands.Length > 2 ? Operand(operands[2]) : 0,
        C = operands.Length > 3 ? Operand(operands[3]) : 0,
    };

    private PtxInstruction LoadParameter(string[] operands)
    {
        PtxParameter parameter = _parameters[operands[1].Trim('[', ']')];
        return new() { Op = parameter.Bytes == 4 ? PtxOp.LoadParameter32 : PtxOp.LoadParameter64, D = Operand(operands[0]), Offset = parameter.Offset };
    }

    private PtxInstruction Memory(PtxOp op, string value, string address)
    {
        string[] parts = address.Trim('[', ']').Split('+');
        int[] lanes = value[0] == '{' ? Vector(value) : [Operand(value)];
        int Lane(int index) => index < lanes.Length ? lanes[index] : 0;
        long offset = parts.Length > 1 ? PtxProgram.Number(parts[1]) : 0;
        return new() { Op = op, D = Lane(0), B = Lane(1), C = Lane(2), E = Lane(3), A = Operand(parts[0]), Offset = offset };
    }

    private int[] Vector(string text) => [.. text.Trim('{', '}').Split(',').Select(part => Operand(part.Trim()))];

    private int Operand(string text)
    {
        if (text[0] == '%' || text == "tmp") { return Register(text); }

        int register = Register($"#{text}");
        _constants.Add((register, _shared.TryGetValue(text, out ulong address) ? address : (ulong)PtxProgram.Number(text)));
        return register;
    }

    private int Register(string name) => _registers.TryGetValue(name, out int index) ? index : _registers[name] = _registers.Count;

    private static readonly Dictionary<string, PtxOp> Loads = new()
    {
        ["ld.global.nc.u32"] = PtxOp.LoadGlobal32,
        ["ld.global.u32"] = PtxOp.LoadGlobal32,
        ["ld.global.nc.u64"] = PtxOp.LoadGlobal64,
        ["ld.global.u64"] = PtxOp.LoadGlobal64,
        ["ld.global.nc.v4.u32"] = PtxOp.LoadGlobal32x4,
        ["ld.global.v4.u32"] = PtxOp.LoadGlobal32x4,
        ["ld.global.nc.v2.u64"] = PtxOp.LoadGlobal64x2,
        ["ld.global.v2.u64"] = PtxOp.LoadGlobal64x2,
        ["ld.shared.u32"] = PtxOp.LoadShared32,
        ["ld.shared.u64"] = PtxOp.LoadShared64,
    };

    private static readonly Dictionary<string, PtxOp> Stores = new()
    {
        ["st.global.u32"] = PtxOp.StoreGlobal32,
        ["st.global.u64"] = PtxOp.StoreGlobal64,
        ["st.global.v4.u32"] = PtxOp.StoreGlobal32x4,
        ["st.global.v2.u64"] = PtxOp.StoreGlobal64x2,
        ["st.shared.u32"] = PtxOp.StoreShared32,
        ["st.shared.u64"] = PtxOp.StoreShared64,
    };

    private static readonly Dictionary<string, PtxOp> Arithmetic = new()
    {
        ["add.s32"] = PtxOp.Add32,
        ["add.u32"] = PtxOp.Add32,
        ["add.s64"] = PtxOp.Add64,
        ["add.u64"] = PtxOp.Add64,
        ["sub.s32"] = PtxOp.Sub32,
        ["sub.s64"] = PtxOp.Sub64,
        ["mul.lo.s32"] = PtxOp.Mul32,
        ["mul.lo.s64"] = PtxOp.Mul64,
        ["mul.wide.u32"] = PtxOp.MulWide32,
        ["div.u32"] = PtxOp.Divide32,
        ["div.u64"] = PtxOp.Divide64,
        ["rem.u32"] = PtxOp.Remainder32,
        ["rem.u64"] = PtxOp.Remainder64,
        ["and.b32"] = PtxOp.And,
        ["and.b64"] = PtxOp.And,
        ["and.pred"] = PtxOp.And,
        ["or.b32"] = PtxOp.Or,
        ["or.b64"] = PtxOp.Or,
        ["or.pred"] = PtxOp.Or,
        ["xor.b32"] = PtxOp.Xor,
        ["xor.b64"] = PtxOp.Xor,
        ["not.b64"] = PtxOp.Not64,
        ["not.pred"] = PtxOp.NotPredicate,
        ["neg.s32"] = PtxOp.Neg32,
        ["shl.b32"] = PtxOp.Shl32,
        ["shl.b64"] = PtxOp.Shl64,
        ["shr.u32"] = PtxOp.Shr32,
        ["shr.u64"] = PtxOp.Shr64,
        ["shf.l.wrap.b32"] = PtxOp.ShiftLeftWrap32,
        ["prmt.b32"] = PtxOp.Permute32,
        ["cvt.u64.u32"] = PtxOp.Widen32,
        ["cvt.u32.u64"] = PtxOp.Narrow64,
        ["mov.u32"] = PtxOp.Move,
        ["mov.b32"] = PtxOp.Move,
        ["mov.u64"] = PtxOp.Move,
        ["mov.b64"] = PtxOp.Move,
        ["selp.b64"] = PtxOp.Select,
        ["selp.b32"] = PtxOp.Select,
        ["max.u64"] = PtxOp.Max64,
        ["setp.eq.s32"] = PtxOp.Equal32,
        ["setp.eq.s64"] = PtxOp.Equal64,
        ["setp.ne.s32"] = PtxOp.NotEqual32,
        ["setp.ne.s64"] = PtxOp.NotEqual64,
        ["setp.lt.u32"] = PtxOp.Less32,
        ["setp.lt.s32"] = PtxOp.LessSigned32,
        ["setp.lt.u64"] = PtxOp.Less64,
        ["setp.gt.u32"] = PtxOp.Greater32,
        ["setp.gt.u64"] = PtxOp.Greater64,
        ["setp.ge.u64"] = PtxOp.GreaterOrEqual64,
    };
}
