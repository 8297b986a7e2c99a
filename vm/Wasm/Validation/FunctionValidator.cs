using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Wasm.Validation;

/// <summary>Checks function bodies one after another; the buffers are reused. Source: specification §3.3 and appendix "Validation Algorithm".</summary>
internal sealed partial class FunctionValidator(ModuleData module, ModuleOptions options, HashSet<int> declaredReferences)
{
    private readonly OperandStack _stack = new();
    private readonly List<uint> _targets = [];
    private readonly StackHeight? _stackHeight = options.Metering is null ? null : new StackHeight(module);
    private readonly LinearOperands? _linearOperands = options.Metering is null ? null : new LinearOperands(options.Metering);
    private ValueType[] _locals = new ValueType[64];
    private int _localCount;
    private int _localGroups;

    /// <summary>Stack units of the function validated last: c(f) when metered, otherwise 1.</summary>
    public uint StackCost { get; private set; }

    /// <summary>A bound on the native frame of the function validated last: every local, operand and temporary in memory.</summary>
    public int FrameBytes { get; private set; }

    public void Validate(ReadOnlySpan<byte> bytes, FunctionType type, FunctionBody body)
    {
        var reader = new InstructionReader(bytes, body.Start, body.End, options.Features);
        ReadLocals(ref reader, type);
        _stack.Clear();
        _stack.PushFrame(Opcode.Block, new BlockType([], type.ResultArray));
        _stackHeight?.Begin(type);
        _linearOperands?.Begin();
        ValidateInstructions(ref reader);
        if (!reader.AtEnd) { throw reader.Reader.Malformed("END opcode expected"); }
        StackCost = _stackHeight is null ? 1 : (uint)_localGroups + _stackHeight.Maximum;
        FrameBytes = 1024 + (8 * (_localCount + (2 * _stack.MaxHeight))) + (4 * (body.End - body.Start));
    }

    private void ValidateInstructions(ref InstructionReader reader)
    {
        while (_stack.Depth > 0)
        {
            reader.Next(out Instruction instruction);
            if (_stackHeight is not null)
            {
                _stackHeight.Visit(instruction, ref reader, _targets);
                _linearOperands?.Visit(instruction);
            }

            Validate(instruction, ref reader);
        }
    }

    private void ReadLocals(ref InstructionReader reader, FunctionType type)
    {
        _localCount = 0;
        AddLocals((uint)type.Parameters.Length, default, reader.Position);
        type.Parameters.CopyTo(_locals);
        _localGroups = reader.ReadLocalGroupCount();
        for (int i = 0; i < _localGroups; i++)
        {
            (uint count, ValueType local) = reader.ReadLocals();
            AddLocals(count, local, reader.Position);
        }
    }

    private void AddLocals(uint count, ValueType type, int offset)
    {
        ulong total = (ulong)_localCount + count;
        if (total > ModuleLimits.Locals)
        {
            throw new WasmModuleException(WasmModuleError.Malformed, offset, $"too many locals: {total}, at most {ModuleLimits.Locals} are accepted");
        }

        if (total > (ulong)_locals.Length) { Array.Resize(ref _locals, (int)total * 2); }
        _locals.AsSpan(_localCount, (int)count).Fill(type);
        _localCount = (int)total;
    }

    private static WasmModuleException Invalid(in Instruction instruction, string message) =>
        new(WasmModuleError.Invalid, instruction.Offset, $"{message} in {instruction.Opcode}");

    private void Pop(in Instruction instruction, ValueType type)
    {
        if (!_stack.TryPop(type)) { throw Invalid(instruction, "type mismatch"); }
    }

    private void Pop(in Instruction instruction, ValueType[] types)
    {
        if (!_stack.TryPop(types)) { throw Invalid(instruction, "type mismatch"); }
    }
}
